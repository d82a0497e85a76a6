import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { SessionAnswer } from './session-answer.js';
import { Sessions } from './sessions.js';
import type { SignedInDto } from './signed-in.dto.js';

// Through the caller's own membership to the person, and from there to their membership in the other account.
const lockTarget = statement(
  'switch.lock-target',
  `select t.user_id from membership t
   where t.account_id = $3 and t.status in ('active', 'deactivated')
     and t.person_id = (select person_id from membership where account_id = $1 and user_id = $2)
   for no key update of t`,
);
/** Moves the session to another account of the same person: no password, and signing out still ends all of it. */
@Injectable()
export class SwitchAccount {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly sessions: Sessions,
    private readonly answer: SessionAnswer,
  ) {}

  async run(actor: UserActor, accountId: string): Promise<SignedInDto> {
    const { userId, refreshToken } = await this.transactions.run(async (tx) => {
      const [target] = await tx.query<{ user_id: string }>(lockTarget, [
        actor.accountId,
        actor.userId,
        accountId,
      ]);
      if (!target) throw problem('not_found');
      const { user_id: userId } = target;
      return { userId, refreshToken: await this.sessions.move(tx, actor.sessionId, accountId, userId) };
    });
    return this.answer.build(accountId, userId, { sessionId: actor.sessionId, refreshToken });
  }
}
