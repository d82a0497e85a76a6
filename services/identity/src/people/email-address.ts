import { createHash } from 'node:crypto';

/**
 * The one form in which e-mail addresses are compared and are unique: NFC, trimmed, lower case, the
 * domain in lower case too. What somebody typed is kept beside it for showing.
 */
export function emailKey(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

/** Mails that strangers can have sent to one address: nobody's inbox is filled through us. */
export const mailLimit = { limit: 20, seconds: 3_600, of: emailSubject };

/** What the limit counts by: the body's e-mail, whatever it is before validation, and not readable in Redis. */
function emailSubject({ body }: { body?: unknown }): string {
  const { email } = (body ?? {}) as { email?: unknown };
  return createHash('sha256')
    .update(emailKey(String(email)))
    .digest('base64url');
}
