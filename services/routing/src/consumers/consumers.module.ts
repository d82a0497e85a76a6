import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { OutboundModule } from '../outbound/outbound.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { EventLogModule } from '../event-log/event-log.module.js';
import { ChatInboundConsumer } from './chat-inbound.consumer.js';
import { IdentityApiKeysConsumer } from './identity-api-keys.consumer.js';
import { IdentityMembersConsumer } from './identity-members.consumer.js';
import { IdentityShopsConsumer } from './identity-shops.consumer.js';
import { TeamAgentsConsumer } from './team-agents.consumer.js';
import { TeamSettingsConsumer } from './team-settings.consumer.js';
import { TranslationMessagesConsumer } from './translation-messages.consumer.js';
import { TranslationSettingsConsumer } from './translation-settings.consumer.js';

/** Everything this service reads from Kafka: one file per topic. */
@Module({
  imports: [AgentsModule, EventLogModule, MessagesModule, OutboundModule, PresenceModule],
  controllers: [
    ChatInboundConsumer,
    IdentityApiKeysConsumer,
    IdentityMembersConsumer,
    IdentityShopsConsumer,
    TeamAgentsConsumer,
    TeamSettingsConsumer,
    TranslationMessagesConsumer,
    TranslationSettingsConsumer,
  ],
})
export class ConsumersModule {}
