import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { Links } from '../links/links.js';
import type { InvitationDto } from './invitation.dto.js';

const readInvitation = statement(
  'invitation.read',
  `select a.name as "accountName", m.email, m.role, m.invited_language as language,
     p.password_hash is null as "needsPassword", m.status
   from membership m join account a using (account_id) join person p using (person_id)
   where m.account_id = $1 and m.user_id = $2`,
);

type InvitationRow = Omit<InvitationDto, 'expiresAt'> & { status: string };

/** What the page behind the link shows. Looking never uses a link up: mail scanners look first. */
@Injectable()
export class LookupInvitation {
  constructor(
    private readonly database: Database,
    private readonly links: Links,
  ) {}

  /** Throws not_found, invitation.used or invitation.expired. */
  async run(token: string): Promise<InvitationDto> {
    const link = await this.links.look(this.database, 'invitation', token);
    const [row] = await this.database.query<InvitationRow>(readInvitation, [link.account_id, link.user_id]);
    if (row?.status !== 'pending') throw problem('not_found');
    const { accountName, email, role, language, needsPassword } = row;
    return { accountName, email, role, language, needsPassword, expiresAt: link.expires_at.toISOString() };
  }
}
