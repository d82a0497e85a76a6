/**
 * Languages travel as BCP 47 tags in canonical form (`es`, `pt-BR`, `zh-Hant`). `Intl` knows the aliases
 * (`iw` is `he`, `in` is `id`, `tl` is `fil`), so that two spellings of one language compare as equal.
 */

const longestTag = 35;
const mostKnown = 1_000;
const canonical = new Map<string, string | null>();

/** The canonical form of a tag, or null when the input is not a language tag (`und` and the like included). */
export function canonicalLanguage(tag: string | null | undefined): string | null {
  if (tag === null || tag === undefined) return null;
  const known = canonical.get(tag);
  if (known !== undefined) return known;
  const found = toCanonical(tag);
  // Every message names a language, and all of them together are few; a storefront may still send anything.
  if (canonical.size < mostKnown && tag.length <= longestTag) canonical.set(tag, found);
  return found;
}

function toCanonical(tag: string): string | null {
  const written = tag.trim().replaceAll('_', '-');
  if (written.length > longestTag || !/^(?!und\b)[a-z]{2,3}(-|$)/i.test(written)) return null;
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
 * matter (`en-US`, `en-GB`) unless they mean another script (`zh-CN`, `zh-TW`); a bare `zh` may be either.
 */
export function sameLanguage(one: string, other: string): boolean {
  if (baseLanguage(one) !== baseLanguage(other)) return false;
  const [a, b] = [scriptOf(one), scriptOf(other)];
  return a === undefined || b === undefined || a === b;
}

function scriptOf(tag: string): string | undefined {
  const { script, region } = new Intl.Locale(tag);
  return script ?? (region ? new Intl.Locale(tag).maximize().script : undefined);
}
