import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { readFileSync } from 'node:fs';
import {
  mailLanguageOf,
  mailLanguages,
  mailTemplates,
  type MailLanguage,
  type MailTemplate,
} from './mail-message.js';

/** A mail's words. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

interface CompiledMail {
  subject: Handlebars.TemplateDelegate;
  text: Handlebars.TemplateDelegate;
  html: Handlebars.TemplateDelegate;
}

const folder = new URL('./templates/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

/**
 * The templates: `<language>/<mail>.txt.hbs`, whose first line is the subject, and `<language>/<mail>.html.hbs`
 * inside `layout.html.hbs`. All are read at the start, so that a missing one is found then. HTML is escaped; a
 * variable that a template names and no value is given for is an error.
 */
@Injectable()
export class MailTemplates {
  private readonly engine = Handlebars.create();
  private readonly compiled = new Map<string, CompiledMail>();

  constructor() {
    this.engine.registerPartial('layout', read('layout.html.hbs'));
    for (const language of mailLanguages) {
      for (const template of mailTemplates)
        this.compiled.set(`${language}/${template}`, this.compile(language, template));
    }
  }

  /** `variables` are what the mail says; `link` is the whole address. */
  render(
    template: MailTemplate,
    tag: string,
    variables: Record<string, unknown> & { link: string; hours: number },
  ): RenderedMail {
    const language = mailLanguageOf(tag);
    const mail = this.compiled.get(`${language}/${template}`)!;
    const values = { ...variables, lang: language };
    const subject = mail.subject(values).trim();
    return { subject, text: mail.text(values).trim() + '\n', html: mail.html({ ...values, subject }) };
  }

  private compile(language: MailLanguage, template: MailTemplate): CompiledMail {
    const plain = read(`${language}/${template}.txt.hbs`);
    const [subject = '', ...lines] = plain.split('\n');
    const asText = { noEscape: true, strict: true };
    return {
      subject: this.engine.compile(subject.replace(/^Subject: /, ''), asText),
      text: this.engine.compile(lines.join('\n'), asText),
      html: this.engine.compile(read(`${language}/${template}.html.hbs`), { strict: true }),
    };
  }
}
