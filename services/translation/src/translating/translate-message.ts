import { Injectable } from '@nestjs/common';
import { TransactionRunner } from '@switchboard/persistence';
import { MessageResults, type MessageResult } from './message-results.js';
import { planForCustomer, planForReader } from './plan-translation.js';
import { PRIORITY, RETRY_SECONDS, type TranslationWork } from './queue/translation-work.js';
import { WorkQueue } from './queue/work-queue.js';
import { resultOfPlan } from './result-of-plan.js';
import { Translator } from './translator.js';
import { WorkContextQuery } from './work-context.query.js';

/** One message: a reply for its customer, or what a customer wrote for the agent. */
@Injectable()
export class TranslateMessage {
  constructor(
    private readonly contexts: WorkContextQuery,
    private readonly translator: Translator,
    private readonly transactions: TransactionRunner,
    private readonly queue: WorkQueue,
    private readonly results: MessageResults,
  ) {}

  async translate(work: TranslationWork & { messageId: string }): Promise<void> {
    const [context, message] = await Promise.all([
      this.contexts.of(work),
      this.contexts.message(work.chatId, work.messageId),
    ]);
    if (!context || !message) return this.end(work);
    const planFor = work.purpose === 'customer' ? planForCustomer : planForReader;
    const plan = planFor(message, context.choice, context.languages);
    if (plan.kind === 'off') return this.end(work);
    await this.end(work, await resultOfPlan(this.translator, work, message, plan));
  }

  private async end(work: TranslationWork, result?: MessageResult): Promise<void> {
    await this.transactions.run(async (tx) => {
      const now = await this.queue.finish(tx, work);
      if (!now || !result) return;
      await this.results.keep(tx, result, now);
      if (work.purpose === 'reader' && result.outcome.status === 'unavailable' && result.outcome.again) {
        // What the agent could not read now they read as soon as a provider translates again.
        const { accountId, shopId, chatId, userId } = work;
        const thread = { accountId, shopId, chatId, userId, messageId: null, purpose: 'thread' as const };
        await this.queue.add(tx, [
          { ...thread, attempts: 1, delaySeconds: RETRY_SECONDS[0]!, priority: PRIORITY.background },
        ]);
      }
    });
  }
}
