import { Module, type DynamicModule } from '@nestjs/common';
import { DetectionModule } from '../detection/detection.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { WORK_HANDLER, WorkRunner } from './queue/work-runner.js';
import { TranslateMessage } from './translate-message.js';
import { TranslateOnDemand } from './translate-on-demand.js';
import { TranslateText } from './translate-text.js';
import { TranslateThread } from './translate-thread.js';
import { TranslateWork } from './translate-work.js';
import { TranslatingController } from './translating.controller.js';
import { TranslationCache } from './translation-cache.js';
import { TRANSLATION_LIMIT_MS, Translator } from './translator.js';
import { WorkContextQuery } from './work-context.query.js';
import { WorkModule } from './work.module.js';

/** Making translations: for customers, for agents, on request. `providers` offers the translation providers. */
@Module({})
export class TranslatingModule {
  static forRoot(limitMs: number, providers: DynamicModule): DynamicModule {
    return {
      module: TranslatingModule,
      imports: [DetectionModule, MessagesModule, UsageModule, WorkModule, providers],
      controllers: [TranslatingController],
      providers: [
        { provide: TRANSLATION_LIMIT_MS, useValue: limitMs },
        { provide: WORK_HANDLER, useClass: TranslateWork },
        TranslateMessage,
        TranslateOnDemand,
        TranslateText,
        TranslateThread,
        TranslationCache,
        Translator,
        WorkContextQuery,
        WorkRunner,
      ],
      exports: [TranslationCache],
    };
  }
}
