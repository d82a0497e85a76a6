import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { IdentityMembersConsumer } from './identity-members.consumer.js';
import { IdentityShopsConsumer } from './identity-shops.consumer.js';
import { RoutingChatsConsumer } from './routing-chats.consumer.js';
import { RoutingMessagesConsumer } from './routing-messages.consumer.js';
import { TeamSettingsConsumer } from './team-settings.consumer.js';

/** Kafka in: one file per upstream topic. */
@Module({
  imports: [MessagesModule, ReadersModule],
  controllers: [
    IdentityMembersConsumer,
    IdentityShopsConsumer,
    TeamSettingsConsumer,
    RoutingChatsConsumer,
    RoutingMessagesConsumer,
  ],
})
export class ConsumersModule {}
