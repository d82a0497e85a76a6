import { baseLanguage, canonicalLanguage, sameLanguage } from './language-tag.js';

describe('language tags', () => {
  it.each([
    ['es', 'es'],
    ['PT-br', 'pt-BR'],
    ['zh_hant', 'zh-Hant'],
    ['iw', 'he'],
    ['tl', 'fil'],
    ['en-US-u-ca-gregory', 'en-US'],
  ])('writes %s as %s', (tag, canonical) => {
    expect(canonicalLanguage(tag)).toBe(canonical);
  });

  it.each([[''], [null], [undefined], ['und'], ['e'], ['english language'], ['x'.repeat(40)], ['{"$ne":1}']])(
    'refuses %p',
    (tag) => {
      expect(canonicalLanguage(tag)).toBeNull();
    },
  );

  it('ignores the region and keeps named scripts apart', () => {
    expect(sameLanguage('en-US', 'en-GB')).toBe(true);
    expect(sameLanguage('nb', 'no')).toBe(true);
    expect(sameLanguage('zh', 'zh-Hant')).toBe(true);
    expect(sameLanguage('zh-Hans', 'zh-Hant')).toBe(false);
    expect(sameLanguage('zh-CN', 'zh-TW')).toBe(false);
    expect(sameLanguage('zh-TW', 'zh-Hant')).toBe(true);
    expect(sameLanguage('ms', 'id')).toBe(false);
    expect(baseLanguage('es-419')).toBe('es');
  });
});
