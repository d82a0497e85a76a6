/**
 * Languages travel as BCP 47 tags in canonical form (`es`, `pt-BR`, `zh-Hant`). `Intl` knows the aliases
 * (`iw` is `he`, `in` is `id`, `tl` is `fil`), so that two spellings of one language compare as equal.
 */

const TAG_LIMIT = 35;
/** Language, then subtags; `und` and the like name no language. */
const TAG = /^(?!(?:und|mul|zxx|mis)(?:-|$))[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

const CACHE_LIMIT = 1_000;
const cache = new Map<string, string | null>();

/** The canonical form of a tag (`pt-br` -> `pt-BR`), without extensions; null: it names no language. */
export function canonicalLanguage(tag: string | null | undefined): string | null {
  if (tag === null || tag === undefined) return null;
  const known = cache.get(tag);
  if (known !== undefined) return known;
  const found = toCanonical(tag);
  // Every message names a language, and all of them together are few; a storefront may still send anything.
  if (cache.size < CACHE_LIMIT && tag.length <= TAG_LIMIT) cache.set(tag, found);
  return found;
}

/** Why a value is no language, in words; undefined: it is one. */
export const languageFault = (value: unknown): string | undefined =>
  typeof value === 'string' && canonicalLanguage(value) !== null
    ? undefined
    : 'The value must be a language tag like es or pt-BR';

/** The language without region and script: what providers and the detector speak (`es` for `es-419`). */
export function baseLanguage(tag: string): string {
  const { language } = new Intl.Locale(tag);
  return language === 'nb' ? 'no' : language;
}

/**
 * Whether a reader of one can read the other as it stands, so that nothing has to be translated. Regions do not
 * matter (`en-US`, `en-GB`) unless they mean another script (`zh-CN`, `zh-TW`); a bare `zh` or `sr` may be either.
 * Takes whatever is stored: what names no language is like nothing but itself.
 */
export function sameLanguage(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [canonicalLanguage(one), canonicalLanguage(other)];
  if (a === null || b === null || baseLanguage(a) !== baseLanguage(b)) return false;
  const [script, otherScript] = [scriptOf(a), scriptOf(b)];
  return script === undefined || otherScript === undefined || script === otherScript;
}

/** What was found, with the region and script of what was named before where both are one language (`pt`, `pt-BR`). */
export const asNamed = (found: string, named: string | null): string =>
  named !== null && found === baseLanguage(found) && sameLanguage(found, named) ? named : found;

function toCanonical(tag: string): string | null {
  if (tag.length > TAG_LIMIT || !TAG.test(tag)) return null;
  try {
    return new Intl.Locale(tag).baseName;
  } catch {
    return null;
  }
}

function scriptOf(tag: string): string | undefined {
  const locale = new Intl.Locale(tag);
  return locale.script ?? (locale.region ? locale.maximize().script : undefined);
}
