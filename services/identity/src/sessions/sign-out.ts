import { Injectable } from '@nestjs/common';
import type { UserActor } from '@switchboard/http';
import { TransactionRunner } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import { People } from '../people/people.js';
import { Sessions } from './sessions.js';

/** Signs out here, or everywhere. It bites on the next request, in every service. */
@Injectable()
export class SignOut {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly announcement: AccessAnnouncement,
  ) {}

  async here(actor: UserActor): Promise<void> {
    await this.transactions.run((tx) => this.sessions.end(tx, actor.sessionId, 'signed_out'));
    await this.announcement.announce({ endedSessions: [actor.sessionId] });
  }

  /** Every session of the person, in all their accounts. */
  async everywhere(actor: UserActor): Promise<void> {
    const endedSessions = await this.transactions.run(async (tx) => {
      const personId = await this.people.idOf(tx, actor.accountId, actor.userId);
      return this.sessions.endAll(tx, personId, 'signed_out_everywhere');
    });
    await this.announcement.announce({ endedSessions });
  }
}
