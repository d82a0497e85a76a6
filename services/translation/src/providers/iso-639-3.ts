import { baseLanguage } from '@switchboard/text';

/**
 * The three-letter codes that Apertium's pairs are named by. Serbian, Croatian and Bosnian share one, Malay is the
 * individual language `zlm`, Norwegian without a written form is Bokmål.
 */
// prettier-ignore
const THREE_LETTERS: Readonly<Record<string, string>> = {
  af: 'afr', an: 'arg', ar: 'ara', ast: 'ast', az: 'aze', be: 'bel', bg: 'bul', bn: 'ben', br: 'bre', bs: 'hbs',
  ca: 'cat', cs: 'ces', cv: 'chv', cy: 'cym', da: 'dan', de: 'deu', el: 'ell', en: 'eng', eo: 'epo', es: 'spa',
  et: 'est', eu: 'eus', fa: 'pes', fi: 'fin', fil: 'tgl', fo: 'fao', fr: 'fra', ga: 'gle', gd: 'gla', gl: 'glg',
  gu: 'guj', he: 'heb', hi: 'hin', hr: 'hbs', ht: 'hat', hu: 'hun', hy: 'hye', id: 'ind', is: 'isl', it: 'ita',
  ja: 'jpn', ka: 'kat', kk: 'kaz', ko: 'kor', ky: 'kir', lt: 'lit', lv: 'lav', mk: 'mkd', mr: 'mar', ms: 'zlm',
  mt: 'mlt', nl: 'nld', nn: 'nno', no: 'nob', oc: 'oci', pa: 'pan', pl: 'pol', pt: 'por', ro: 'ron', ru: 'rus',
  sc: 'srd', se: 'sme', sk: 'slk', sl: 'slv', sq: 'sqi', sr: 'hbs', sv: 'swe', ta: 'tam', te: 'tel', th: 'tha',
  tr: 'tur', tt: 'tat', uk: 'ukr', ur: 'urd', uz: 'uzb', vi: 'vie', zh: 'zho',
};

/** The two-letter languages by three-letter code; for a code that several share, all of them. */
const TWO_LETTERS = Map.groupBy(Object.entries(THREE_LETTERS), ([, three]) => three);

/** The three-letter code of a tag's language; a language outside the table goes as it is. */
export function threeLetterCode(tag: string): string {
  const language = baseLanguage(tag);
  return THREE_LETTERS[language] ?? language;
}

/** The languages that a three-letter code stands for; an unknown code (or a variant, `eng_US`) for none. */
export function languagesOf(threeLetters: string): string[] {
  return (TWO_LETTERS.get(threeLetters) ?? []).map(([language]) => language);
}
