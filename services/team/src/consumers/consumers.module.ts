import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { MembershipModule } from '../membership/membership.module.js';
import { IdentityApiKeysConsumer } from './identity-api-keys.consumer.js';
import { IdentityMembersConsumer } from './identity-members.consumer.js';
import { IdentityShopsConsumer } from './identity-shops.consumer.js';
import { RoutingAgentsConsumer } from './routing-agents.consumer.js';

/** Kafka in: one file per upstream topic. */
@Module({
  imports: [AgentsModule, MembershipModule],
  controllers: [
    IdentityMembersConsumer,
    IdentityShopsConsumer,
    IdentityApiKeysConsumer,
    RoutingAgentsConsumer,
  ],
})
export class ConsumersModule {}
