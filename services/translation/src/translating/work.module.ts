import { Module } from '@nestjs/common';
import { AgentLanguagesQuery } from './agent-languages.query.js';
import { PendingMessagesQuery } from './pending-messages.query.js';
import { MessageResults } from './message-results.js';
import { EnqueueWork } from './enqueue-work.js';
import { WorkQueue } from './queue/work-queue.js';

/** What is to be translated and what came of it; the translating itself is elsewhere. */
@Module({
  providers: [AgentLanguagesQuery, PendingMessagesQuery, MessageResults, EnqueueWork, WorkQueue],
  exports: [PendingMessagesQuery, MessageResults, EnqueueWork, WorkQueue],
})
export class WorkModule {}
