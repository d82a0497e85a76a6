/**
 * Languages travel as BCP 47 tags in canonical form (`es`, `pt-BR`, `zh-Hant`). `Intl` knows the aliases
 * (`iw` is `he`, `in` is `id`, `tl` is `fil`), so that two spellings of one language compare as equal.
 */

/** The canonical form of a tag, or null when the input is not a language tag (`und` and the like included). */
export function canonicalLanguage(tag: string | null | undefined): string | null {
  const written = tag?.trim().replaceAll('_', '-') ?? '';
  if (written.length > 35 || !/^(?!und\b)[a-z]{2,3}(-|$)/i.test(written)) return null;
  try {
    return new Intl.Locale(written).baseName;
  } catch {
    return null;
  }
}

/** The language without region and script: what providers and the detector speak (`es` for `es-419`). */
export function baseLanguage(tag: string): string {
  const language = new Intl.Locale(tag).language;
  return language === 'nb' ? 'no' : language;
}

/**
 * Whether a reader of one can read the other as it stands, so that nothing has to be translated. Regions do not
 * matter (`en-US`, `en-GB`); scripts matter where both are named (`zh-Hans`, `zh-Hant`).
 */
export function sameLanguage(one: string, other: string): boolean {
  const [a, b] = [new Intl.Locale(one), new Intl.Locale(other)];
  if (baseLanguage(one) !== baseLanguage(other)) return false;
  return !a.script || !b.script || a.script === b.script;
}
