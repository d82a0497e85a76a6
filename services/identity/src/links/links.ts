import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, type Queryable } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { issueToken, tokenHash } from './link-token.js';

/** What a link in a mail is for. */
export type LinkKind = 'sign_up' | 'invitation' | 'password_reset';

/** How long a link of each kind lives. "…by clicking the activation link in the email within 120 hours." */
export const linkHours: Record<LinkKind, number> = { sign_up: 120, invitation: 120, password_reset: 1 };

/** Whom or what a link is about; which fields are set depends on its kind. */
export interface LinkSubject {
  signUpId?: string;
  accountId?: string;
  userId?: string;
  personId?: string;
}

/** A link as stored. */
export interface LinkRow {
  link_id: string;
  sign_up_id: string | null;
  account_id: string | null;
  user_id: string | null;
  person_id: string | null;
  expires_at: Date;
}

const columns = 'link_id, sign_up_id, account_id, user_id, person_id, expires_at';

const insertLink = statement(
  'link.insert',
  `insert into link (link_id, kind, sign_up_id, account_id, user_id, person_id, expires_at)
   values ($1, $2, $3, $4, $5, $6, switchboard_now() + make_interval(hours => $7))
   returning ${columns}`,
);

// Deleting the old link takes its tokens and its unsent mails with it: a replaced link answers 404.
const deleteOpen = statement(
  'link.delete-open',
  `delete from link where kind = $1 and used_at is null
     and sign_up_id is not distinct from $2 and account_id is not distinct from $3
     and user_id is not distinct from $4 and person_id is not distinct from $5`,
);

const insertToken = statement(
  'link.insert-token',
  `insert into link_token (token_hash, link_id)
   select $1, link_id from link where link_id = $2 and used_at is null and switchboard_now() < expires_at
   returning link_id`,
);

const useLink = statement(
  'link.use',
  `update link set used_at = switchboard_now()
   where link_id = (select link_id from link_token where token_hash = $1) and kind = $2
     and used_at is null and switchboard_now() < expires_at
   returning ${columns}`,
);

const readLink = statement(
  'link.read',
  `select ${columns}, used_at, switchboard_now() < expires_at as open
   from link where link_id = (select link_id from link_token where token_hash = $1) and kind = $2`,
);

/** The links that mails carry: valid iff unused and now < expires_at, used by one conditional UPDATE. */
@Injectable()
export class Links {
  /** Makes a link that lives its kind's hours from now; an open one for the same thing dies. */
  async replace(tx: Queryable, kind: LinkKind, subject: LinkSubject): Promise<LinkRow> {
    const of = [
      subject.signUpId ?? null,
      subject.accountId ?? null,
      subject.userId ?? null,
      subject.personId ?? null,
    ];
    await tx.query(deleteOpen, [kind, ...of]);
    const [link] = await tx.query<LinkRow>(insertLink, [uuidv7(), kind, ...of, linkHours[kind]]);
    return link!;
  }

  /** Revokes the open link for something. */
  async revoke(tx: Queryable, kind: LinkKind, subject: LinkSubject): Promise<void> {
    const { signUpId = null, accountId = null, userId = null, personId = null } = subject;
    await tx.query(deleteOpen, [kind, signUpId, accountId, userId, personId]);
  }

  /** A fresh token for a link that is still open; undefined: the link is used, expired or gone. */
  async issueToken(db: Queryable, linkId: string): Promise<string | undefined> {
    const { token, hash } = issueToken();
    const rows = await db.query(insertToken, [hash, linkId]);
    return rows.length ? token : undefined;
  }

  /** Uses a link up. Throws not_found, invitation.used or invitation.expired. */
  async use(tx: Queryable, kind: LinkKind, token: string): Promise<LinkRow> {
    const hash = tokenHash(token);
    if (!hash) throw problem('not_found');
    const [used] = await tx.query<LinkRow>(useLink, [hash, kind]);
    return used ?? (await this.look(tx, kind, token));
  }

  /** Looks at a link without using it. Throws as `use` does. */
  async look(db: Queryable, kind: LinkKind, token: string): Promise<LinkRow> {
    const hash = tokenHash(token);
    const [link] = hash
      ? await db.query<LinkRow & { used_at: Date | null; open: boolean }>(readLink, [hash, kind])
      : [];
    if (!link) throw problem('not_found');
    if (link.used_at) throw problem('invitation.used');
    if (!link.open) throw problem('invitation.expired');
    return link;
  }
}
