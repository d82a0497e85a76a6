import { hasWords, sameLanguage } from '@switchboard/text';
import type { TranslationChoice } from '../settings/translation-setting.js';

/** What is to be done with one message for one target. */
export type TranslationPlan =
  | WantedTranslation
  /** Not wanted: the reader switched it off, or their language is not known yet. */
  | { readonly kind: 'off' };

/** What is to be read in a language. */
export type WantedTranslation =
  | { readonly kind: 'translate'; readonly from: string; readonly to: string }
  /** The original is what is read: same or no language, nothing but protected spans, switched off for the sender. */
  | { readonly kind: 'not_needed'; readonly from: string | null; readonly to: string | null };

/** A message as planning sees it. */
export interface PlannedMessage {
  readonly direction: 'in' | 'out';
  /** Null: a card. */
  readonly text: string | null;
  /** The language of its own text, where it was detected. */
  readonly language: string | null;
}

/** Both sides' languages as known now. */
export interface PlanLanguages {
  /** The agent's own, from their profile. */
  readonly own: string | null;
  /** The customer's, by the chat's rule. */
  readonly customer: string | null;
}

/** "What the agent writes reaches the customer in the customer's": by the sender's setting. */
export function planForCustomer(
  message: PlannedMessage,
  choice: TranslationChoice,
  languages: PlanLanguages,
): WantedTranslation {
  const custom = choice.mode === 'custom';
  const from = message.language ?? (custom ? choice.incomingTo : null) ?? languages.own;
  const to = !choice.enabled ? null : custom ? choice.outgoingTo : languages.customer;
  return planned(message, from, to);
}

/** The language a reader reads in; null: nothing is translated for them. */
export const readerLanguage = (choice: TranslationChoice, own: string | null): string | null =>
  !choice.enabled ? null : choice.mode === 'custom' ? choice.incomingTo : own;

/** "What the customer writes is shown in the agent's language"; another agent's reply is read in it too. */
export function planForReader(
  message: PlannedMessage,
  choice: TranslationChoice,
  languages: PlanLanguages,
): TranslationPlan {
  const custom = choice.mode === 'custom';
  const to = readerLanguage(choice, languages.own);
  if (to === null) return { kind: 'off' };
  const assumed =
    message.direction === 'in' ? ((custom ? choice.outgoingTo : null) ?? languages.customer) : null;
  return planned(message, message.language ?? assumed, to);
}

/** For a request that names one language. */
export function planOnDemand(
  message: PlannedMessage,
  to: string,
  customer: string | null,
): WantedTranslation {
  return planned(message, message.language ?? (message.direction === 'in' ? customer : null), to);
}

function planned(message: PlannedMessage, from: string | null, to: string | null): WantedTranslation {
  const nothing = message.text === null || !hasWords(message.text);
  if (nothing || from === null || to === null || sameLanguage(from, to))
    return { kind: 'not_needed', from, to };
  return { kind: 'translate', from, to };
}
