import { translationNeed } from './translation-need.js';

const custom = { enabled: true, mode: 'custom', incomingTo: 'en', outgoingTo: 'th' } as const;

describe('whether a reply waits for its translation', () => {
  it('waits between two languages', () => {
    const need = translationNeed({ text: 'Hello', authorLanguage: 'en', customerLanguage: 'es' });
    expect(need).toEqual({ needed: true, language: 'en' });
  });

  it.each([
    ['a card', { text: null, authorLanguage: 'en', customerLanguage: 'es' }],
    ['an unknown customer language', { text: 'Hello', authorLanguage: 'en', customerLanguage: null }],
    ['the same language', { text: 'Hello', authorLanguage: 'en-GB', customerLanguage: 'en' }],
    [
      'a text without words',
      { text: '👍 12345 https://shop.example/a', authorLanguage: 'en', customerLanguage: 'es' },
    ],
    [
      'a translation switched off',
      { text: 'Hello', setting: { ...custom, enabled: false }, authorLanguage: 'en', customerLanguage: 'es' },
    ],
  ])('does not wait for %s', (_name, facts) => {
    expect(translationNeed(facts).needed).toBe(false);
  });

  it('takes both languages from a custom setting', () => {
    const need = translationNeed({
      text: 'Hello',
      setting: custom,
      authorLanguage: 'id',
      customerLanguage: 'id',
    });
    expect(need).toEqual({ needed: true, language: 'en' });
  });

  it.each(['incomingTo', 'outgoingTo'] as const)(
    'a custom setting without %s leaves it automatic',
    (open) => {
      const facts = {
        text: 'Hello',
        setting: { ...custom, [open]: null },
        authorLanguage: 'en',
        customerLanguage: 'th',
      };
      expect(translationNeed(facts)).toEqual({ needed: true, language: 'en' });
    },
  );

  it('takes a mode of a newer release for automatic', () => {
    const setting = { ...custom, mode: 'by_customer' };
    const facts = { text: 'Hello', setting, authorLanguage: 'id', customerLanguage: 'id' };
    expect(translationNeed(facts)).toEqual({ needed: false, language: 'id' });
  });

  it('waits where the own language is not known: detection decides', () => {
    expect(translationNeed({ text: 'Hello', customerLanguage: 'en' }).needed).toBe(true);
  });

  it('waits right after the customer’s first words, until translation has said what they are', () => {
    const facts = { text: 'Hello', authorLanguage: 'en', customerLanguage: 'en' };
    expect(translationNeed({ ...facts, unheard: true }).needed).toBe(true);
    expect(translationNeed({ ...facts, customerLanguage: null, unheard: true }).needed).toBe(true);
    expect(translationNeed({ ...facts, text: '👍', unheard: true }).needed).toBe(false);
  });

  it.each([
    ['zh', 'zh-TW'],
    ['nb', 'no'],
    ['sr', 'sr-Latn'],
    ['zh-TW', 'zh-Hant'],
  ])('does not wait between %s and %s, as translation has nothing to do there', (own, customer) => {
    const facts = { text: 'Hello', authorLanguage: own, customerLanguage: customer };
    expect(translationNeed(facts).needed).toBe(false);
  });

  it('waits between scripts', () => {
    const facts = { text: '你好', authorLanguage: 'zh-CN', customerLanguage: 'zh-TW' };
    expect(translationNeed(facts).needed).toBe(true);
  });

  it.each(['A-1234', '{{name}}', '@ana #123', '<b>{0}</b> %s'])('takes %s for no words', (text) => {
    expect(translationNeed({ text, authorLanguage: 'en', customerLanguage: 'es' }).needed).toBe(false);
  });
});
