import { mailLanguageOf, mailLanguages, mailTemplates } from './mail-message.js';
import { MailTemplates } from './mail-templates.js';
import { readSender } from './mail-transport.js';

const templates = new MailTemplates();
const variables = {
  accountName: 'Tom & <b>Jerry</b>',
  displayName: '<script>alert(1)</script>',
  isAdmin: true,
  isKnown: false,
  link: 'https://switchboard.example/activate#token=abc',
  hours: 120,
};

describe('mails', () => {
  const all = mailLanguages.flatMap((language) =>
    mailTemplates.map((template) => [language, template] as const),
  );

  it.each(all)(
    '%s %s: subject, text and HTML are whole, and nothing written by users is markup',
    (language, template) => {
      const { subject, text, html } = templates.render(template, language, variables);
      expect(subject).not.toBe('');
      expect(subject).not.toContain('Subject');
      expect(text).toContain(variables.link);
      expect(html).toContain('href="https://switchboard.example/activate#token&#x3D;abc"');
      expect(html).toContain(`<html lang="${language}">`);
      for (const part of [subject, text, html]) expect(part).not.toMatch(/{{|}}|undefined/);
      expect(html).not.toMatch(/<script|<b>/);
      if (template !== 'password-reset') expect(text).toContain('Tom & <b>Jerry</b>');
    },
  );

  it('says who invites and as what, in the language of the invitation', () => {
    const render = (tag: string, isAdmin: boolean) =>
      templates.render('invitation', tag, { ...variables, isAdmin }).text;
    expect(render('en-GB', true)).toContain('Main Administrator');
    expect(render('en', false)).toContain('Customer Service Agent');
    expect(render('es-419', false)).toContain('agente de atención al cliente');
  });

  it.each([
    ['es-MX', 'es'],
    ['zh-Hant-TW', 'zh'],
    ['pt-BR', 'en'],
    ['th', 'th'],
  ])('%s is written in %s', (tag, language) => {
    expect(mailLanguageOf(tag)).toBe(language);
  });

  it('refuses a mail without what its template says', () => {
    const { accountName: _, ...incomplete } = variables;
    expect(() => templates.render('invitation', 'en', incomplete)).toThrow('accountName');
  });

  it('reads the sender with and without a name', () => {
    expect(readSender('Switchboard <no-reply@example.com>')).toEqual({
      name: 'Switchboard',
      address: 'no-reply@example.com',
    });
    expect(readSender('no-reply@example.com')).toEqual({ name: '', address: 'no-reply@example.com' });
    expect(() => readSender('nobody')).toThrow('MAIL_FROM');
  });
});
