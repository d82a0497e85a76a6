import { Module } from '@nestjs/common';
import { CreateSettings } from '../settings/create-settings.js';
import { CreateAgents } from './create-agents.js';
import { LearnFromIdentity } from './learn-from-identity.js';
import { TakeMember } from './take-member.js';
import { TakeShop } from './take-shop.js';

/** Who is a member of which shop, by identity's word; agents and settings begin here. */
@Module({
  providers: [CreateSettings, CreateAgents, TakeMember, TakeShop, LearnFromIdentity],
  exports: [TakeMember, TakeShop, LearnFromIdentity],
})
export class MembershipModule {}
