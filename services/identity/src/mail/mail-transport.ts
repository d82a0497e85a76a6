import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT, ShutdownSequence } from '@switchboard/chassis';
import { createTransport, type Transporter } from 'nodemailer';
import type { IdentityEnvironment } from '../environment.js';
import type { RenderedMail } from './mail-templates.js';

/** A mail to one person. */
export interface OutgoingMail extends RenderedMail {
  /** The same on every try, so that a mail server may drop a repetition. */
  id: string;
  to: string;
}

/** The addressee or a header has characters that could begin another header: the mail is never sent. */
export class UnsafeMailError extends Error {}

/** The mail server, over SMTP_URL. */
@Injectable()
export class MailTransport implements OnModuleInit {
  private readonly transporter: Transporter;
  private readonly from: { name: string; address: string };

  constructor(
    @Inject(ENVIRONMENT) environment: Pick<IdentityEnvironment, 'MAIL_FROM' | 'SMTP_URL'>,
    private readonly shutdown: ShutdownSequence,
  ) {
    this.from = readSender(environment.MAIL_FROM);
    const limits = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };
    const access = { disableFileAccess: true, disableUrlAccess: true };
    this.transporter = createTransport({
      url: environment.SMTP_URL,
      pool: true,
      maxConnections: 2,
      ...limits,
      ...access,
    });
  }

  onModuleInit(): void {
    this.shutdown.on('connections', 'mail server', () => this.transporter.close());
  }

  async send({ id, to, subject, text, html }: OutgoingMail): Promise<void> {
    for (const line of [to, subject]) {
      if (hasControlCharacters(line)) throw new UnsafeMailError('a header has control characters');
    }
    await this.transporter.sendMail({
      from: this.from,
      to: { name: '', address: to },
      subject,
      text,
      html,
      messageId: `<${id}@${this.from.address.split('@')[1]}>`,
      headers: { 'auto-submitted': 'auto-generated' },
    });
  }
}

const hasControlCharacters = (text: string): boolean => /\p{Cc}/u.test(text);

/** `Switchboard <no-reply@example.com>`, or the address alone. */
export function readSender(text: string): { name: string; address: string } {
  const [, name, address] = /^(?:(.*?)\s*<)?([^<>\s]+@[^<>\s]+?)>?$/.exec(text.trim()) ?? [];
  if (!address) throw new Error('MAIL_FROM is not an e-mail address');
  return { name: name ?? '', address };
}
