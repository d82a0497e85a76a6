/**
 * The one form in which e-mail addresses are compared and are unique: NFC, trimmed, lower case, the
 * domain in lower case too. What somebody typed is kept beside it for showing.
 */
export function emailKey(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}
