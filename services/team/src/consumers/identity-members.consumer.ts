import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TransactionRunner } from '@switchboard/persistence';
import { TakeMember } from '../membership/take-member.js';

/** identity.members.v1: who is a member of which shop. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityMembersConsumer {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly takeMember: TakeMember,
  ) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.transactions.run((tx) => this.takeMember.run(tx, data));
  }
}
