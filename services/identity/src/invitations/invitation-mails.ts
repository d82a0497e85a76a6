import { Injectable } from '@nestjs/common';
import type { Transaction } from '@switchboard/persistence';
import { Links } from '../links/links.js';
import { MailQueue } from '../mail/mail-queue.js';

/** A new link for an invitation, and the mail that carries it. */
@Injectable()
export class InvitationMails {
  constructor(
    private readonly links: Links,
    private readonly mails: MailQueue,
  ) {}

  /** The link before it, if any, is dead from the commit on. */
  async send(tx: Transaction, accountId: string, userId: string): Promise<void> {
    const link = await this.links.replace(tx, 'invitation', { accountId, userId });
    await this.mails.enqueueForLink(tx, 'invitation', link.link_id);
  }
}
