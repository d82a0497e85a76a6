import { baseLanguage, canonicalLanguage } from '@switchboard/text';

/** What a mail needs beside its addressee. */
export interface MailContent {
  /** File name of the template: `verify-email`, `confirm-account`, `invitation`, `password-reset`. */
  template: MailTemplate;
  /** BCP 47; mails exist in six languages, others fall back to English. */
  language: string;
  to: string;
  /** Where the link leads on the frontend. */
  path: string;
  /** What the template says. Escaped by the template, not here. */
  variables: Record<string, unknown>;
}

/** The mails there are. */
export const mailTemplates = ['verify-email', 'confirm-account', 'invitation', 'password-reset'] as const;

/** Name of a mail. */
export type MailTemplate = (typeof mailTemplates)[number];

/** The languages that mails exist in. */
export const mailLanguages = ['en', 'es', 'id', 'vi', 'th', 'zh'] as const;

/** A language that mails exist in. */
export type MailLanguage = (typeof mailLanguages)[number];

/** The mail language nearest to a tag: its own without region and script, else English. */
export function mailLanguageOf(tag: string): MailLanguage {
  const canonical = canonicalLanguage(tag);
  const base = canonical && baseLanguage(canonical);
  return mailLanguages.find((language) => language === base) ?? 'en';
}
