import type { TranslationSetting } from '@switchboard/contracts';
import { hasWords, sameLanguage } from '@switchboard/text';

/** What decides whether a reply must wait for a translation. */
export interface ReplyFacts {
  /** Null: a card. */
  text: string | null;
  /** The sender's setting for this chat, else for this shop; undefined: the default (enabled, auto). */
  setting?: TranslationSetting | undefined;
  /** The sender's own language, from their profile. */
  authorLanguage?: string | null | undefined;
  /** What the customer writes, as far as it is known. */
  customerLanguage?: string | null | undefined;
  /** The customer wrote a moment ago and translation has not said yet in which language. */
  unheard?: boolean | undefined;
}

/** Whether a reply waits, and the language of the original. */
export interface TranslationNeed {
  needed: boolean;
  /** Of the original; null where it is not known. */
  language: string | null;
}

/**
 * A reply leaves at once where there is nothing to translate: cards, a switched-off translation, a customer
 * whose language is not known, the same language on both sides, a text without words.
 */
export function translationNeed(facts: ReplyFacts): TranslationNeed {
  const { text, setting, authorLanguage, customerLanguage, unheard = false } = facts;
  // A custom setting fixes what it names, the rest stays automatic; a mode of a newer release is taken for automatic.
  const custom = setting?.mode === 'custom' ? setting : undefined;
  const language = custom?.incomingTo ?? authorLanguage ?? null;
  const target = custom?.outgoingTo ?? customerLanguage ?? null;
  if (text === null) return { needed: false, language: null };
  if (setting?.enabled === false || !hasWords(text)) return { needed: false, language };
  // What we believe of the customer's language may be wrong for another moment: translation decides.
  if (unheard && !custom?.outgoingTo) return { needed: true, language };
  const same = language !== null && target !== null && sameLanguage(language, target);
  return { needed: target !== null && !same, language };
}
