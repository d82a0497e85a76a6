/** Whether and how one user's chats are translated. Article: "Auto-detect" or "Custom". */
export interface TranslationChoice {
  readonly enabled: boolean;
  /** `auto`: languages are found; `custom`: both are fixed. */
  readonly mode: 'auto' | 'custom';
  /** What customers write is shown in it; set where custom. */
  readonly incomingTo: string | null;
  /** What the user writes reaches customers in it; set where custom. */
  readonly outgoingTo: string | null;
}

/** Until a user says otherwise. */
export const DEFAULT_CHOICE: TranslationChoice = {
  enabled: true,
  mode: 'auto',
  incomingTo: null,
  outgoingTo: null,
};

/** Where the choice that counts comes from. */
export type ChoiceSource = 'chat' | 'user' | 'default';

/** SPEC 6: "setting per user and shop, overridden per user and chat". */
export function effectiveChoice(
  forChat: TranslationChoice | null,
  forShop: TranslationChoice | null,
): { choice: TranslationChoice; source: ChoiceSource } {
  if (forChat) return { choice: forChat, source: 'chat' };
  if (forShop) return { choice: forShop, source: 'user' };
  return { choice: DEFAULT_CHOICE, source: 'default' };
}
