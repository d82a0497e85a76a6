import { readNickname } from './nickname.js';
import { needsReview } from './nickname-review-rule.js';

const typed = (text: string) => readNickname(text);

describe('a nickname', () => {
  it.each([
    ['Kim', 'Kim'],
    ['  Kim   Lee ', 'Kim Lee'],
    ['Ｋｉｍ', 'Kim'],
    ['ﬁona', 'fiona'],
    ['Jose\u0301', 'José'],
    ['สมชาย', 'สมชาย'],
    ['小王 🙂', '小王 🙂'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['🇪🇸'.repeat(40), '🇪🇸'.repeat(40)],
    ['e\u0323\u0301'.repeat(40), 'ẹ́'.repeat(40).normalize('NFKC')],
  ])('%j is stored as %j', (text, nickname) => {
    expect(typed(text)).toEqual({ nickname });
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u00a0\u3000'],
    ['41 characters', 'a'.repeat(41)],
    ['41 clusters', '🇪🇸'.repeat(41)],
    ['a tower of marks', `a${'\u0301'.repeat(500)}`],
    ['a ligature that unfolds beyond 40', 'ﷺ'.repeat(3)],
  ])('%s is the wrong length', (_, text) => {
    expect(typed(text)).toEqual({
      fault: 'wrong_length',
      reason: 'The nickname must have 1 to 40 characters',
    });
  });

  it.each([
    ['a line break', 'a\nb'],
    ['NUL', 'a\u0000b'],
    ['a zero-width space', 'a\u200bb'],
    ['a zero-width joiner', 'a\u200db'],
    ['a byte order mark', '\ufeffKim'],
    ['a direction mark', 'a\u202eb'],
    ['a soft hyphen', 'a\u00adb'],
    ['half a surrogate pair', 'a\ud83d'],
    ['a private character', 'a\ue000'],
    ['a filler letter', '\u3164'],
    ['a paragraph separator', 'a\u2029b'],
    ['a lone variation selector', '\ufe0f'],
    ['a lone mark', '\u0301'],
  ])('%s is refused', (_, text) => {
    expect(typed(text)).toEqual({ fault: 'wrong_format', reason: expect.any(String) });
  });
});

describe('the platform reviews', () => {
  it.each([
    'Switchboard',
    'TikTok Shop Official',
    'T i k T o k',
    'Оfficial', // Cyrillic О
    '0ff1cial',
    'Ádmin',
    'аdmіn Kim',
    'Support Kim',
    'Customer  Service',
    'Bank Helpdesk',
    '官方客服',
    'shop.example.com',
    'visit my-shop . com',
    'http://x',
    'kim@example.com',
    '+34 600 123 456',
    '๐๘๑๒๓๔๕๖๗',
  ])('%s', (nickname) => {
    expect(needsReview(nickname)).toBe(true);
  });

  it.each([
    'Kim',
    'José 2',
    'สมชาย',
    '小王',
    'Agent 4711',
    'Teamora',
    'Bankole',
    'Modesto',
    'Ana 🙂',
    'Mr. Lee',
  ])('not %s', (nickname) => {
    expect(needsReview(nickname)).toBe(false);
  });
});
