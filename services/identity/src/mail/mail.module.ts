import { Module } from '@nestjs/common';
import { Links } from '../links/links.js';
import { ReadMailContent } from './mail-content.query.js';
import { MailQueue } from './mail-queue.js';
import { MailSender } from './mail-sender.js';
import { MailTemplates } from './mail-templates.js';
import { MailTransport } from './mail-transport.js';
import { PrepareLink } from './prepare-link.js';
import { SendMail } from './send-mail.js';

/** Mails and the links in them: queued with the change that they tell of, sent with retries. */
@Module({
  providers: [
    Links,
    MailQueue,
    MailSender,
    MailTemplates,
    MailTransport,
    PrepareLink,
    ReadMailContent,
    SendMail,
  ],
  exports: [Links, MailQueue],
})
export class MailModule {}
