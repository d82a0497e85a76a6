import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { TakeMember } from '../readers/take-member.js';
import { SettingsModule } from '../settings/settings.module.js';
import { IdentityMembersConsumer } from './identity-members.consumer.js';
import { IdentityShopsConsumer } from './identity-shops.consumer.js';
import { RoutingChatsConsumer } from './routing-chats.consumer.js';
import { RoutingMessagesConsumer } from './routing-messages.consumer.js';
import { TeamSettingsConsumer } from './team-settings.consumer.js';

/** Kafka in: one file per upstream topic. */
@Module({
  imports: [MessagesModule, SettingsModule],
  controllers: [
    IdentityMembersConsumer,
    IdentityShopsConsumer,
    TeamSettingsConsumer,
    RoutingChatsConsumer,
    RoutingMessagesConsumer,
  ],
  providers: [TakeMember],
})
export class ConsumersModule {}
