import { Injectable } from '@nestjs/common';
import { TransactionRunner } from '@switchboard/persistence';
import { MessageResults } from './message-results.js';
import type { MessageRow } from './message-row.js';
import { planForReader, readerLanguage } from './plan-translation.js';
import { PRIORITY, RETRY_SECONDS, type TranslationWork } from './queue/translation-work.js';
import { WorkQueue } from './queue/work-queue.js';
import { resultOfPlan } from './result-of-plan.js';
import { Translator } from './translator.js';
import { WorkContextQuery, type WorkContext } from './work-context.query.js';

/** Messages of one thread translated at a time. */
const AT_ONCE = 4;

/** `done`: its result stands. `later`: a provider is away. `lost`: another process has claimed the work. */
type Step = 'done' | 'later' | 'lost';

/** The messages among a chat's last 50 that an agent has no translation of: on assignment, on a changed language or setting, after a failure. */
@Injectable()
export class TranslateThread {
  constructor(
    private readonly contexts: WorkContextQuery,
    private readonly translator: Translator,
    private readonly transactions: TransactionRunner,
    private readonly queue: WorkQueue,
    private readonly results: MessageResults,
  ) {}

  async translate(work: TranslationWork): Promise<void> {
    const context = await this.contexts.of(work);
    const step = context && holds(context, work) ? await this.pending(work, context) : 'done';
    if (step === 'lost') return;
    const seconds = RETRY_SECONDS[work.attempts];
    if (step === 'later' && seconds !== undefined) {
      await this.queue.postpone(work, work.attempts + 1, seconds, PRIORITY.background);
    } else {
      await this.transactions.run(async (tx) => void (await this.queue.finish(tx, work)));
    }
  }

  /** Newest first; stops where a provider fails, so that a whole thread does not wait for it message by message. */
  private async pending(work: TranslationWork, context: WorkContext): Promise<Step> {
    const to = readerLanguage(context.choice, context.languages.own);
    if (to === null) return 'done';
    const messages = await this.contexts.pending({ chatId: work.chatId, userId: work.userId, to });
    for (let at = 0; at < messages.length; at += AT_ONCE) {
      const steps = await Promise.all(
        messages.slice(at, at + AT_ONCE).map((message) => this.one(work, context, message)),
      );
      const stopped = steps.find((step) => step === 'lost') ?? steps.find((step) => step === 'later');
      if (stopped) return stopped;
    }
    return 'done';
  }

  private async one(
    work: TranslationWork,
    { choice, languages }: WorkContext,
    message: MessageRow,
  ): Promise<Step> {
    const plan = planForReader(message, choice, languages);
    if (plan.kind === 'off') return 'done';
    const result = await resultOfPlan(this.translator, work, message, plan);
    const { outcome } = result;
    // The first try already reported it as unavailable.
    const repeated = outcome.status === 'unavailable' && work.attempts > 0;
    const kept = await this.transactions.run(async (tx) => {
      const now = await this.queue.extend(tx, work);
      if (now && !repeated) await this.results.keep(tx, result, now);
      return now !== undefined;
    });
    if (!kept) return 'lost';
    return outcome.status === 'unavailable' && outcome.again ? 'later' : 'done';
  }
}

const holds = ({ chat }: WorkContext, { userId }: TranslationWork) =>
  chat.state === 'assigned' && chat.agentId === userId;
