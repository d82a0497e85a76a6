import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { WorkloadModule } from '../workload/workload.module.js';
import { CatchUp } from './catch-up.js';
import { EventLogModule } from '../event-log/event-log.module.js';
import { LiveStream } from './live-stream.js';
import { LoadChanges } from './load-changes.query.js';
import { OpenStreams } from './open-streams.js';
import { ShopFeeds } from './shop-feeds.js';
import { StreamController } from './stream.controller.js';
import { StreamShops } from './stream-shops.query.js';

/** The live stream. */
@Module({
  imports: [EventLogModule, ChatsModule, MessagesModule, PresenceModule, WorkloadModule],
  controllers: [StreamController],
  providers: [CatchUp, LiveStream, LoadChanges, OpenStreams, ShopFeeds, StreamShops],
})
export class StreamModule {}
