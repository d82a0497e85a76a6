import { Module } from '@nestjs/common';
import { AgentLanguagesQuery } from './agent-languages.query.js';
import { LackingMessagesQuery } from './lacking-messages.query.js';
import { MessageResults } from './message-results.js';
import { PutDownWork } from './put-down-work.js';
import { QueueModule } from './queue/queue.module.js';

/** What is to be translated and what came of it; the translating itself is elsewhere. */
@Module({
  imports: [QueueModule],
  providers: [AgentLanguagesQuery, LackingMessagesQuery, MessageResults, PutDownWork],
  exports: [LackingMessagesQuery, MessageResults, PutDownWork],
})
export class WorkModule {}
