import { EldLanguageDetector } from './eld-language-detector.js';

const detector = new EldLanguageDetector();

describe('language detection', () => {
  it.each([
    ['en', 'The shipment has not arrived yet'],
    ['en', 'thanks a lot for your help'],
    ['es', 'Hola, ¿dónde está mi pedido? Lo necesito'],
    ['es', 'Cuando llega mi pedido por favor'],
    ['pt', 'quando chega o meu pedido por favor'],
    ['fr', 'Je voudrais retourner les chaussures'],
    ['de', 'Wie lange dauert der Versand nach Wien'],
    ['id', 'apakah bisa dikirim ke Jakarta hari ini?'],
    ['ms', 'Barang saya belum sampai, bila akan dihantar?'],
    ['vi', 'Cho tôi hỏi đơn hàng của tôi ở đâu'],
    ['ru', 'Где мой заказ, скажите пожалуйста'],
    ['zh', '请问我的包裹什么时候可以发货，我已经等了两个星期'],
    ['fil', 'Nasaan na po ang order ko? matagal na'],
  ])('finds %s in "%s"', (language, text) => {
    const detection = detector.detect(text);
    expect(detection.language).toBe(language);
    expect(detection.confidence).toBeGreaterThanOrEqual(0.7);
  });

  it.each([
    ['th', 'iPhone 15 มีไหม'],
    ['ko', '감사합니다'],
    ['ja', 'いつ届きますか'],
    ['ja', '配送はいつですか'],
    ['el', 'Πού είναι;'],
  ])('needs few letters where the script belongs to one language: %s', (language, text) => {
    expect(detector.detect(text).language).toBe(language);
  });

  it.each([
    ['', 'nothing'],
    ['ok', 'two letters'],
    ['gracias', 'seven letters'],
    ['Where is my order', 'fourteen letters'],
    ['什么时候发货', 'six letters of a script of two languages'],
    ['👍👍👍 😀', 'emoji'],
    ['12345 67890 / 42', 'digits'],
    ['https://example.com/where-is-my-order-please-tell-me', 'a link'],
    ['ORD-2024-001 me.and.my.long.address@example.com', 'an order number and an address'],
    ['{{customer_name_of_the_order}} {{order_number}}', 'template marks'],
    ['asdf qwer zxcv uiop hjkl vbnm', 'no language'],
  ])('decides nothing on "%s" (%s)', (text) => {
    expect(detector.detect(text).language).toBeNull();
  });

  it('asks what is expected only between languages that look the same', () => {
    const either = 'Barang saya belum sampai di rumah saya';
    expect(detector.detect(either, 'ms').language).toBe('ms');
    expect(detector.detect(either, 'en').language).toBe('id');
    expect(detector.detect('apakah bisa dikirim ke Jakarta hari ini?', 'ms').language).toBe('id');
  });

  it('reads the words between links, numbers and emoji', () => {
    const text =
      '😀 https://example.com/the/english/words/here ABC-123 ¿dónde está mi pedido? gracias {{signature}}';
    expect(detector.detect(text).language).toBe('es');
  });
});
