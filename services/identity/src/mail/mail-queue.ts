import { Injectable } from '@nestjs/common';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import type { LinkKind } from '../links/links.js';

const insertJob = statement(
  'mail.enqueue',
  `insert into mail_job (mail_id, kind, link_id, email_key) values ($1, $2, $3, $4)`,
);
// At most one mail to an address per minute, however often it is requested.
const insertRequest = statement(
  'mail.request',
  `insert into mail_job (mail_id, kind, email_key)
   select $1, $2, $3 where not exists (
     select from mail_job where kind = $2 and email_key = $3 and created_at > (select switchboard_now() - interval '1 minute'))`,
);

/** Mails to be sent, in a table of their own: they survive a mail server that is away. */
@Injectable()
export class MailQueue {
  private readonly listeners: Array<() => void> = [];

  constructor(private readonly transactions: TransactionRunner) {}

  /** A mail that carries a link that has just been made. */
  async enqueueForLink(tx: Transaction, kind: LinkKind, linkId: string): Promise<void> {
    await tx.query(insertJob, [uuidv7(), kind, linkId, null]);
    tx.afterCommit(() => this.wake());
  }

  /** A mail to an address; whether it has a recipient is looked up when it is sent. */
  async enqueueForAddress(tx: Transaction, kind: LinkKind, key: string): Promise<void> {
    await tx.query(insertJob, [uuidv7(), kind, null, key]);
    tx.afterCommit(() => this.wake());
  }

  /**
   * The same as the whole of a call. Whether the address is known is looked up when the mail is sent: the caller
   * sees the same work for any address.
   */
  async request(kind: LinkKind, key: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.query(insertRequest, [uuidv7(), kind, key]);
      tx.afterCommit(() => this.wake());
    });
  }

  /** Calls `listener` when there is something to send. */
  onWake(listener: () => void): void {
    this.listeners.push(listener);
  }

  private wake(): void {
    for (const listener of this.listeners) listener();
  }
}
