import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import type { IdentityEnvironment } from '../environment.js';
import { linkHours } from '../links/links.js';
import { ReadMailContent } from './mail-content.query.js';
import { MailTemplates } from './mail-templates.js';
import { MailTransport } from './mail-transport.js';
import { PrepareLink, type MailJob } from './prepare-link.js';

/** Sends one mail, from its job to the mail server. */
@Injectable()
export class SendMail {
  constructor(
    private readonly prepareLink: PrepareLink,
    private readonly content: ReadMailContent,
    private readonly templates: MailTemplates,
    private readonly transport: MailTransport,
    @Inject(ENVIRONMENT) private readonly environment: Pick<IdentityEnvironment, 'PUBLIC_URL'>,
  ) {}

  /** Throws when the delivery to the mail server failed. */
  async run(job: MailJob): Promise<'sent' | 'nothing_to_send'> {
    const linkId = await this.prepareLink.run(job);
    const content = linkId && (await this.content.run(job.kind, linkId));
    const token = content && (await this.prepareLink.issueToken(linkId));
    if (!content || !token) return 'nothing_to_send';
    const link = `${this.environment.PUBLIC_URL}${content.path}#token=${token}`;
    const rendered = this.templates.render(content.template, content.language, {
      ...content.variables,
      link,
      hours: linkHours[job.kind],
    });
    await this.transport.send({ id: job.mail_id, to: content.to, ...rendered });
    return 'sent';
  }
}
