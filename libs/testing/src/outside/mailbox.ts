import { until } from '../until.js';

interface CaughtMail {
  id: string;
  subject: string;
  text: string;
  html?: string;
  to: Array<{ address: string }>;
}

/** A mail as its reader sees it. */
export interface ReadMail {
  subject: string;
  text: string;
  /** The link's last path segment or its `token` parameter. */
  token: string;
}

/** Reads the mail catcher over its REST API, as the addressee would read an inbox. */
export class Mailbox {
  private readonly read = new Set<string>();

  constructor(private readonly url: string) {}

  /** Waits for the next unread mail to this address that carries a link. */
  async next(address: string, timeoutMs = 20_000): Promise<ReadMail> {
    const mail = await until(
      async () => {
        // No kept-alive connection: it would outlive the test.
        const answer = await fetch(`${this.url}/email`, { headers: { connection: 'close' } });
        const mails = (await answer.json()) as CaughtMail[];
        return mails.find(
          (candidate) =>
            !this.read.has(candidate.id) &&
            candidate.to.some((to) => to.address.toLowerCase() === address.toLowerCase()),
        );
      },
      { timeoutMs, describe: `a mail to ${address}` },
    );
    this.read.add(mail.id);
    const token = /[?&#]token=([\w-]{20,})/.exec(mail.text)?.[1] ?? /\/([\w-]{40,})\b/.exec(mail.text)?.[1];
    if (!token) throw new Error(`the mail “${mail.subject}” carries no link`);
    return { subject: mail.subject, text: mail.text, token };
  }
}
