import { toASCII, toUnicode } from 'tr46';

/** The longest address that SMTP carries (RFC 5321, 4.5.3.1.3). */
export const EMAIL_LIMIT = 254;
const LOCAL_LIMIT = 64;

const DOT_ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** A last label that a resolver reads as a number makes the whole an IPv4 address (`1.2.3.4`, `a.0x7f`). */
const NUMBER = /^(\d+|0x[\da-f]*)$/i;
const HIDDEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** UTS 46, non-transitional, with all of its checks. */
const uts46 = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
  transitionalProcessing: false,
  ignoreInvalidPunycode: false,
};

/** An address in the one form in which it is judged, stored, compared and mailed; or why it is not supported. */
export type EmailVerdict = { readonly address: string } | { readonly fault: string };

/**
 * "Local part: ASCII dot-atom, at most 64, lower case; domain: UTS 46 non-transitional with all checks, at least two
 * labels, no IP address, no trailing dot, stored as ASCII. Everything else is `email.unsupported`." `+tags` and dots
 * are different persons.
 */
export function readEmail(typed: unknown): EmailVerdict {
  if (typeof typed !== 'string') return fault('The value must be a text');
  if (typed.length > EMAIL_LIMIT * 2) return tooLong;
  if (HIDDEN.test(typed)) return fault('An e-mail address has no spaces, control or invisible characters');
  const at = typed.lastIndexOf('@');
  if (at < 1 || at === typed.length - 1) return fault('An e-mail address looks like name@example.com');
  const local = typed.slice(0, at);
  const ascii = readDomain(typed.slice(at + 1));
  if (!DOT_ATOM.test(local))
    return fault(
      "Before the @ only letters a-z, digits and these are supported: . ! # $ % & ' * + / = ? ^ _ ` { | } ~ -",
    );
  if (local.length > LOCAL_LIMIT)
    return fault(`Before the @ at most ${LOCAL_LIMIT} characters are supported`);
  if ('fault' in ascii) return ascii;
  const address = `${local.toLowerCase()}@${ascii.address}`;
  return address.length > EMAIL_LIMIT ? tooLong : { address };
}

/** The stored form of an address, or undefined where it is not supported: look-ups treat it as an unknown one. */
export function emailAddress(typed: unknown): string | undefined {
  const verdict = readEmail(typed);
  return 'address' in verdict ? verdict.address : undefined;
}

/** Why an address is not supported, in words; undefined: it is. */
export function emailFault(typed: unknown): string | undefined {
  const verdict = readEmail(typed);
  return 'fault' in verdict ? verdict.fault : undefined;
}

/** A stored address as people read it: labels of the domain in Unicode where each is of one script. */
export function shownEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const labels = address.slice(at + 1).split('.');
  const shown = labels
    .map((label) => toUnicode(label, uts46))
    .map(({ domain, error }) => (error ? '' : domain));
  return shown.every(isOfOneScript) ? `${address.slice(0, at)}@${shown.join('.')}` : address;
}

const fault = (reason: string): EmailVerdict => ({ fault: reason });
const tooLong = fault(`An e-mail address has at most ${EMAIL_LIMIT} characters`);

function readDomain(domain: string): EmailVerdict {
  // A compatibility character (full width, ligature, circled) would be mailed to another spelling than the one typed.
  if ([...domain].some((character) => character.normalize('NFKC') !== character))
    return fault('After the @ compatibility characters (full width, ligatures) are not supported');
  if (domain.endsWith('.')) return fault('The domain must not end with a dot');
  const ascii = toASCII(domain, uts46);
  if (ascii === null) return fault('After the @ must stand a valid domain name');
  const labels = ascii.split('.');
  if (labels.length < 2) return fault('The domain must have at least two parts, like example.com');
  if (NUMBER.test(labels.at(-1)!)) return fault('IP addresses are not supported');
  return { address: ascii };
}

// prettier-ignore
const SCRIPTS = [
  'Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Syriac', 'Thaana', 'Devanagari', 'Bengali', 'Gurmukhi',
  'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar',
  'Georgian', 'Ethiopic', 'Khmer', 'Mongolian', 'Cherokee', 'Han', 'Hangul',
].map((script) => [script]);
/** Scripts that one language is written in together (UTS 39, 5.1). */
const TOGETHER = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ['Han', 'Hangul'],
];
const WRITTEN_TOGETHER = [...SCRIPTS, ...TOGETHER].map(
  (scripts) =>
    new RegExp(
      `^[${['Common', 'Inherited', ...scripts].map((name) => String.raw`\p{scx=${name}}`).join('')}]+$`,
      'u',
    ),
);

const isOfOneScript = (label: string): boolean => WRITTEN_TOGETHER.some((script) => script.test(label));
