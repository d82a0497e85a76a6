import { Injectable } from '@nestjs/common';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { Links, type LinkKind, type LinkSubject } from '../links/links.js';

/** A mail that is due. */
export interface MailJob {
  mail_id: string;
  kind: LinkKind;
  link_id: string | null;
  email_key: string | null;
  attempts: number;
  created_at: Date;
}

const newestSignUp = statement(
  'mail.newest-sign-up',
  `select sign_up_id as "signUpId" from sign_up where email_key = $1 order by created_at desc limit 1`,
);
const resettable = statement(
  'mail.resettable-person',
  `select person_id as "personId" from person p where email_key = $1
     and exists (select from membership m where m.person_id = p.person_id and m.status in ('active', 'deactivated'))
   for key share`,
);
const keepLink = statement('mail.keep-link', `update mail_job set link_id = $2 where mail_id = $1`);

/**
 * Finds or makes the link of a mail. A mail requested by address alone gets its link here, when
 * it is sent: so the call that asked did the same work for any address.
 */
@Injectable()
export class PrepareLink {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly links: Links,
  ) {}

  /** Undefined: this mail has no recipient. */
  async run(job: MailJob): Promise<string | undefined> {
    if (job.link_id !== null) return job.link_id;
    return this.transactions.run(async (tx) => {
      const subject = await findSubject(tx, job);
      if (!subject) return undefined;
      const link = await this.links.replace(tx, job.kind, subject);
      await tx.query(keepLink, [job.mail_id, link.link_id]);
      return link.link_id;
    });
  }

  /** A fresh token for it, which exists in this process's memory and in the mail only. */
  issueToken(linkId: string): Promise<string | undefined> {
    return this.transactions.run((tx) => this.links.issueToken(tx, linkId));
  }
}

async function findSubject(
  tx: Transaction,
  { kind, email_key: key }: MailJob,
): Promise<LinkSubject | undefined> {
  return (await tx.query<LinkSubject>(kind === 'sign_up' ? newestSignUp : resettable, [key]))[0];
}
