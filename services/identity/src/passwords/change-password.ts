import { Injectable } from '@nestjs/common';
import { problem, type UserActor } from '@switchboard/http';
import { Database, statement, TransactionRunner } from '@switchboard/persistence';
import { AccessAnnouncement } from '../access/access-announcement.js';
import { Sessions } from '../sessions/sessions.js';
import { PasswordAudit } from './password-audit.js';
import { PasswordHasher } from '../people/password-hasher.js';

interface PasswordRow {
  person_id: string;
  password_hash: string | null;
}

const readPassword = statement(
  'change-password.read',
  `select p.person_id, p.password_hash from membership m join person p using (person_id)
   where m.account_id = $1 and m.user_id = $2`,
);
// Against the hash that was verified: of two changes at once, one finds that its old password is no longer that.
const replacePassword = statement(
  'change-password.replace',
  `update person set password_hash = $3 where person_id = $1 and password_hash = $2 returning person_id`,
);

/** Changes the password; the calling session alone goes on. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly transactions: TransactionRunner,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: PasswordAudit,
    private readonly announcement: AccessAnnouncement,
  ) {}

  async run(actor: UserActor, currentPassword: string, newPassword: string): Promise<void> {
    const [row] = await this.database.query<PasswordRow>(readPassword, [actor.accountId, actor.userId]);
    const { person_id: personId, password_hash: hash } = row!;
    if (!(await this.hasher.verify(hash, currentPassword))) throw problem('auth.invalid_credentials');
    const replacement = await this.hasher.hash(newPassword);
    const endedSessions = await this.transactions.run(async (tx) => {
      const replaced = await tx.query(replacePassword, [personId, hash, replacement]);
      if (replaced.length === 0) throw problem('auth.invalid_credentials');
      await this.audit.record(tx, personId, 'password.changed');
      return this.sessions.endAll(tx, personId, 'password_changed', actor.sessionId);
    });
    await this.announcement.announce({ endedSessions });
  }
}
