import fc from 'fast-check';
import { asNamed, baseLanguage, canonicalLanguage, languageFault, sameLanguage } from './language.js';

describe('language tags', () => {
  it.each([
    ['es', 'es'],
    ['PT-br', 'pt-BR'],
    ['zh-hant', 'zh-Hant'],
    ['iw', 'he'],
    ['in', 'id'],
    ['tl', 'fil'],
    ['cmn', 'zh'],
    ['en-US-u-ca-gregory', 'en-US'],
  ])('writes %s as %s', (tag, canonical) => {
    expect(canonicalLanguage(tag)).toBe(canonical);
    expect(languageFault(tag)).toBeUndefined();
  });

  it.each([
    '',
    'und',
    'und-Latn',
    'mul',
    'e',
    'en_US',
    'en-',
    '*',
    'english language',
    'x'.repeat(40),
    '{"$ne":1}',
  ])('refuses %j', (tag) => {
    expect(canonicalLanguage(tag)).toBeNull();
    expect(languageFault(tag)).toContain('language tag');
  });

  it.each([1, null, undefined, ['en'], { $ne: '' }])('refuses %j', (value) =>
    expect(languageFault(value)).toContain('language tag'),
  );

  it.each([
    ['en-US', 'en-GB', true],
    ['nb', 'no', true],
    ['nn', 'no', false],
    ['zh', 'zh-Hant', true],
    ['zh', 'zh-TW', true],
    ['zh-TW', 'zh-Hant', true],
    ['zh-Hans', 'zh-Hant', false],
    ['zh-CN', 'zh-TW', false],
    ['sr', 'sr-Latn', true],
    ['sr-Cyrl', 'sr-Latn', false],
    ['es-MX', 'es', true],
    ['iw', 'he', true],
    ['tl', 'fil', true],
    ['ms', 'id', false],
    ['hr', 'sr', false],
  ])('%s and %s: the same is %p, either way round', (one, other, same) => {
    expect(sameLanguage(one, other)).toBe(same);
    expect(sameLanguage(other, one)).toBe(same);
  });

  it('is never the same as what is no language, and does not fail on it', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (one, other) => sameLanguage(one, other) === sameLanguage(other, one),
      ),
    );
    expect(sameLanguage('not a language', 'en')).toBe(false);
  });

  it('has a base, and keeps the region and script that were named', () => {
    expect(baseLanguage('es-419')).toBe('es');
    expect(baseLanguage('nb-NO')).toBe('no');
    expect(asNamed('pt', 'pt-BR')).toBe('pt-BR');
    expect(asNamed('zh', 'zh-TW')).toBe('zh-TW');
    expect(asNamed('es', 'pt-BR')).toBe('es');
    expect(asNamed('pt-PT', 'pt-BR')).toBe('pt-PT');
    expect(asNamed('pt', null)).toBe('pt');
  });
});
