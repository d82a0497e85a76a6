import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import type { LinkKind } from '../links/links.js';
import type { MailContent } from './mail-message.js';

interface SignUpContent {
  to: string;
  account_name: string;
  display_name: string;
  language: string;
  known_language: string | null;
  is_known: boolean;
}

interface InvitationContent {
  to: string;
  account_name: string;
  role: string;
  language: string;
  is_known: boolean;
}

interface ResetContent {
  to: string;
  language: string | null;
}

const open = `l.used_at is null and switchboard_now() < l.expires_at`;

const signUpContent = statement(
  'mail.sign-up-content',
  `select s.email as to, s.account_name, s.display_name, s.language, p.language as known_language,
     p.password_hash is not null as is_known
   from link l join sign_up s using (sign_up_id) left join person p using (email_key)
   where l.link_id = $1 and ${open}`,
);
const invitationContent = statement(
  'mail.invitation-content',
  `select m.email as to, a.name as account_name, m.role, m.invited_language as language, p.password_hash is not null as is_known
   from link l join membership m on m.account_id = l.account_id and m.user_id = l.user_id
   join account a on a.account_id = m.account_id join person p on p.person_id = m.person_id
   where l.link_id = $1 and m.status = 'pending' and ${open}`,
);
const resetContent = statement(
  'mail.reset-content',
  `select p.email as to, p.language from link l join person p using (person_id) where l.link_id = $1 and ${open}`,
);

/** Reads what a link's mail says, at the moment of sending; undefined: the link is used, expired or gone. */
@Injectable()
export class ReadMailContent {
  constructor(private readonly database: Database) {}

  async run(kind: LinkKind, linkId: string): Promise<MailContent | undefined> {
    if (kind === 'sign_up') return this.signUp(linkId);
    return kind === 'invitation' ? this.invitation(linkId) : this.reset(linkId);
  }

  /** A known person confirms one more account, in their own language, and keeps their password. */
  private async signUp(linkId: string): Promise<MailContent | undefined> {
    const [row] = await this.database.query<SignUpContent>(signUpContent, [linkId]);
    return (
      row && {
        template: row.is_known ? 'confirm-account' : 'verify-email',
        language: (row.is_known ? row.known_language : null) ?? row.language,
        to: row.to,
        path: '/verify-email',
        variables: { accountName: row.account_name, displayName: row.display_name },
      }
    );
  }

  private async invitation(linkId: string): Promise<MailContent | undefined> {
    const [row] = await this.database.query<InvitationContent>(invitationContent, [linkId]);
    return (
      row && {
        template: 'invitation',
        language: row.language,
        to: row.to,
        path: '/activate',
        variables: { accountName: row.account_name, isAdmin: row.role === 'admin', isKnown: row.is_known },
      }
    );
  }

  private async reset(linkId: string): Promise<MailContent | undefined> {
    const [row] = await this.database.query<ResetContent>(resetContent, [linkId]);
    return (
      row && {
        template: 'password-reset',
        language: row.language ?? 'en',
        to: row.to,
        path: '/reset-password',
        variables: {},
      }
    );
  }
}
