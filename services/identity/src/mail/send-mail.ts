import { Inject, Injectable } from '@nestjs/common';
import { identitySettings, type IdentitySettings } from '../identity.settings.js';
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
    @Inject(identitySettings) private readonly settings: IdentitySettings,
  ) {}

  /** Throws when the mail server did not take it. */
  async run(job: MailJob): Promise<'sent' | 'nothing_to_send'> {
    const linkId = await this.prepareLink.run(job);
    const content = linkId && (await this.content.run(job.kind, linkId));
    const token = content && (await this.prepareLink.issueToken(linkId));
    if (!content || !token) return 'nothing_to_send';
    const link = `${this.settings.publicUrl}${content.path}#token=${token}`;
    const rendered = this.templates.render(content.template, content.language, {
      ...content.variables,
      link,
      hours: linkHours[job.kind],
    });
    await this.transport.send({ id: job.mail_id, to: content.to, ...rendered });
    return 'sent';
  }
}
