import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { AgentThreads } from '../settings/agent-threads.js';

const languageBefore = statement(
  'member_language',
  'select language from access_member where account_id = $1 and user_id = $2 for update',
);

/** Keeps a member's rights and language; a new language is what their open chats are translated into. */
@Injectable()
export class TakeMember {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly access: AccessProjection,
    private readonly threads: AgentThreads,
  ) {}

  async run(member: MemberState): Promise<void> {
    const { accountId, userId, language } = member;
    await this.transactions.run(async (tx) => {
      const [before] = await tx.query<{ language: string | null }>(languageBefore, [accountId, userId]);
      const isNew = await this.access.applyMember(tx, member);
      if (isNew && language !== null && before?.language !== language) {
        await this.threads.translateAgain(tx, { accountId, userId });
      }
    });
  }
}
