import { Injectable } from '@nestjs/common';
import type { TranslationWork } from './queue/translation-work.js';
import type { WorkHandler } from './queue/work-runner.js';
import { TranslateMessage } from './translate-message.js';
import { TranslateThread } from './translate-thread.js';

/** Gives each piece of work to whom it belongs. */
@Injectable()
export class TranslateWork implements WorkHandler {
  constructor(
    private readonly messages: TranslateMessage,
    private readonly threads: TranslateThread,
  ) {}

  async run(work: TranslationWork): Promise<void> {
    const { messageId } = work;
    await (messageId === null
      ? this.threads.translate(work)
      : this.messages.translate({ ...work, messageId }));
  }
}
