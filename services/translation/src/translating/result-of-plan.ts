import type { MessageResult } from './message-results.js';
import type { MessageRow } from './message-row.js';
import type { WantedTranslation } from './plan-translation.js';
import type { TranslationWork } from './queue/translation-work.js';
import type { Translator } from './translator.js';

/** Carries a plan out: the result of one message, for its customer or for a reader. Rejects only without a database. */
export async function resultOfPlan(
  translator: Translator,
  {
    accountId,
    shopId,
    chatId,
    purpose,
  }: Pick<TranslationWork, 'accountId' | 'shopId' | 'chatId' | 'purpose'>,
  { id: messageId, text }: MessageRow,
  plan: WantedTranslation,
): Promise<MessageResult> {
  const { from, to } = plan;
  const outcome =
    plan.kind === 'not_needed'
      ? ({ status: 'not_needed' } as const)
      : await translator.translate({ accountId, shopId, text: text!, from: plan.from, to: plan.to });
  const result = { accountId, shopId, chatId, messageId, from, to, outcome };
  return { ...result, purpose: purpose === 'customer' ? 'customer' : 'reader' };
}
