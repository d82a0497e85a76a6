import { emailAddress } from '@switchboard/text';
import { createHash } from 'node:crypto';

/**
 * What look-ups compare: the one form of an address. One that is not supported becomes something that no address is
 * (it has a space), so that it is looked up like an unknown one.
 */
export const emailKey = (typed: string): string => emailAddress(typed) ?? `unsupported ${typed}`;

/** Mails that strangers can have sent to one address: the service cannot be used to flood an inbox. */
export const mailLimit = { limit: 20, seconds: 3_600, of: emailSubject };

/** What the limit counts by: the body's e-mail, whatever it is before validation, and not readable in Redis. */
function emailSubject({ body }: { body?: unknown }): string {
  const { email } = (body ?? {}) as { email?: unknown };
  return createHash('sha256')
    .update(emailKey(String(email)))
    .digest('base64url');
}
