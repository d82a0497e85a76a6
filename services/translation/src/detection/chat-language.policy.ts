import { sameLanguage } from '@switchboard/text';

/** What a chat's customer is taken to write, found from what they wrote. */
export interface FoundLanguage {
  /** The last confident detection that counts; null before the first. */
  readonly found: string | null;
  /** Another language that the last confident message was in; a second one running replaces `found`. */
  readonly candidate: string | null;
}

/** Before the customer wrote anything that shows a language. */
export const NOTHING_FOUND: FoundLanguage = { found: null, candidate: null };

/**
 * SPEC 6: the first confident detection is taken at once; "a known one is replaced only after two confident messages
 * running in another". Messages that decide nothing neither count nor interrupt.
 */
export function afterDetection(known: FoundLanguage, detected: string | null): FoundLanguage {
  if (detected === null) return known;
  if (known.found === null) return { found: detected, candidate: null };
  if (sameLanguage(known.found, detected)) return { found: known.found, candidate: null };
  if (known.candidate !== null && sameLanguage(known.candidate, detected))
    return { found: detected, candidate: null };
  return { found: known.found, candidate: detected };
}

/** SPEC 6: "last confident detection, else the storefront's `customerLanguage`, else the shop's, else none". */
export function customerLanguage(
  found: string | null,
  storefront: string | null,
  shop: string | null,
): string | null {
  return found ?? storefront ?? shop;
}
