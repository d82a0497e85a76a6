import { Injectable } from '@nestjs/common';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import { Links } from '../links/links.js';
import { Sessions } from '../sessions/sessions.js';
import { PasswordAudit } from './password-audit.js';
import { PasswordHasher } from '../people/password-hasher.js';

const setPassword = statement(
  'reset.set-password',
  `update person set password_hash = $2 where person_id = $1`,
);

/** Sets a new password by way of a mailed link, and ends every session. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly links: Links,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: PasswordAudit,
    private readonly announcement: AccessAnnouncement,
  ) {}

  /** Throws not_found, invitation.used or invitation.expired for the link. */
  async run(token: string, password: string): Promise<void> {
    await this.transactions.run((tx) => this.links.look(tx, 'password_reset', token));
    const hash = await this.hasher.hash(password);
    const endedSessions = await this.transactions.run(async (tx) => {
      const { person_id: personId } = await this.links.use(tx, 'password_reset', token);
      await tx.query(setPassword, [personId, hash]);
      await this.audit.record(tx, personId!, 'password.reset');
      return this.sessions.endAll(tx, personId!, 'password_changed');
    });
    await this.announcement.announce({ endedSessions });
  }
}
