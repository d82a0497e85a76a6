import { messageTextFault } from './message-text.js';

describe('a message text', () => {
  it.each(['a', ' hola ', '👍', '?', '\u0007 bell', '😀'.repeat(4_000), 'x'.repeat(4_000)])(
    'takes %#',
    (text) => {
      expect(messageTextFault(text)).toBeUndefined();
    },
  );

  it.each([
    '',
    '  \n',
    '\u200B',
    '\u3164',
    '\u2800 \uFE0F',
    '\u0301',
    'x'.repeat(4_001),
    '😀'.repeat(4_001),
    7,
    null,
    { $ne: 1 },
    ['a'],
  ])('refuses %#', (text) => {
    expect(messageTextFault(text)).toBeDefined();
  });
});
