import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { ReadMailContent } from './mail-content.query.js';
import { MailQueue } from './mail-queue.js';
import { MailSender } from './mail-sender.js';
import { MailTemplates } from './mail-templates.js';
import { MailTransport } from './mail-transport.js';
import { PrepareLink } from './prepare-link.js';
import { SendMail } from './send-mail.js';

/** Mails: queued with the change that they tell of, sent with retries. */
@Module({
  imports: [LinksModule],
  providers: [MailQueue, MailSender, MailTemplates, MailTransport, PrepareLink, ReadMailContent, SendMail],
  exports: [MailQueue],
})
export class MailModule {}
