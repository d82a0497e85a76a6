import { LanguageField, NameField } from '@switchboard/http';

/** What of themselves a person can change; the e-mail never. */
export class ProfileChangesDto {
  /** The same in all their accounts. */
  @NameField({ optional: true })
  displayName?: string;

  /** The same in all their accounts. */
  @LanguageField({ optional: true })
  language?: string;
}
