import fc from 'fast-check';
import { emailAddress, emailFault, shownEmail } from './email.js';

describe('e-mail addresses', () => {
  it.each([
    ['Ann.Lee+Shop@Example.COM', 'ann.lee+shop@example.com'],
    ["o'brien!#$%&*/=?^_`{|}~-@mail.example", "o'brien!#$%&*/=?^_`{|}~-@mail.example"],
    ['a@exämple.com', 'a@xn--exmple-cua.com'],
    ['a@exa\u0308mple.com', 'a@xn--exmple-cua.com'],
    ['a@XN--EXMPLE-CUA.com', 'a@xn--exmple-cua.com'],
    ['a@faß.de', 'a@xn--fa-hia.de'],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@例え。テスト', 'a@xn--r8jz45g.xn--zckzah'],
    [`${'a'.repeat(64)}@b.co`, `${'a'.repeat(64)}@b.co`],
  ])('writes %s as %s', (typed, address) => {
    expect(emailAddress(typed)).toBe(address);
    expect(emailFault(typed)).toBeUndefined();
  });

  it.each([
    [7, 'a text'],
    [{ $ne: '' }, 'a text'],
    ['', 'looks like'],
    ['ann', 'looks like'],
    ['@b.co', 'looks like'],
    ['ann@', 'looks like'],
    [' ann@b.co', 'spaces'],
    ['ann@b.co\n', 'control'],
    ['"a b"@b.co', 'spaces'],
    ['"a"@b.co', 'Before the @'],
    ['"a\r\nBcc: v@v.example"@b.com', 'control'],
    ['a@b@c.com', 'Before the @'],
    ['.a@b.co', 'Before the @'],
    ['a..b@b.co', 'Before the @'],
    ['a.@b.co', 'Before the @'],
    ['josé@b.co', 'Before the @'],
    ['\u212Aim@b.co', 'Before the @'],
    ['\uFF41nn@b.co', 'Before the @'],
    [`${'a'.repeat(65)}@b.co`, '64'],
    ['a\u200Bnn@b.co', 'invisible'],
    ['ann@b\u00ADc.co', 'invisible'],
    ['ann@\u202Eb.co', 'invisible'],
    ['ann@نامه\u200Cای.com', 'invisible'],
    ['ann@localhost', 'at least two parts'],
    ['ann@b.co.', 'dot'],
    ['ann@b..co', 'valid domain'],
    ['ann@-b.co', 'valid domain'],
    ['ann@b_c.co', 'valid domain'],
    ['ann@xn--a.co', 'valid domain'],
    [`ann@${'b'.repeat(64)}.co`, 'valid domain'],
    ['ann@א1a.com', 'valid domain'],
    ['ann@[127.0.0.1]', 'valid domain'],
    ['ann@127.0.0.1', 'IP addresses'],
    ['ann@1.0x7f', 'IP addresses'],
    ['ann@ｅxample.com', 'compatibility'],
    ['ann@\u212Aelvin.com', 'compatibility'],
    [`${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.co`, '254'],
  ])('does not support %j and says why', (typed, why) => {
    expect(emailFault(typed)).toContain(why);
    expect(emailAddress(typed)).toBeUndefined();
  });

  it('has one form: reading it again changes nothing, and it is plain ASCII', () => {
    const local = fc.string({ unit: fc.constantFrom(...'aZ09.+_-') });
    const label = fc.string({ unit: fc.constantFrom(...'aB0-äßñжж中ท') });
    fc.assert(
      fc.property(local, fc.array(label, { maxLength: 3 }), (name, labels) => {
        const address = emailAddress(`${name}@${labels.join('.')}.com`);
        if (address === undefined) return;
        expect(emailAddress(address)).toBe(address);
        expect(address).toMatch(/^[!-~]+$/);
        expect(emailAddress(shownEmail(address))).toBe(address);
      }),
    );
  });

  it.each([
    ['a@xn--exmple-cua.com', 'a@exämple.com'],
    ['a@xn--e1afmkfd.xn--p1ai', 'a@пример.рф'],
    ['a@xn--r8jz45g.xn--zckzah', 'a@例え.テスト'],
    ['a@example.com', 'a@example.com'],
    // Cyrillic а among Latin letters
    ['a@xn--pypal-4ve.com', 'a@xn--pypal-4ve.com'],
  ])('shows %s as %s', (address, shown) => expect(shownEmail(address)).toBe(shown));
});
