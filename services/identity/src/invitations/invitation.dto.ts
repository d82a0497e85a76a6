import {
  AnswerField,
  ChoiceField,
  EmailField,
  FlagField,
  InputRules,
  LanguageField,
  NameField,
  TextField,
} from '@switchboard/http';
import { ShopAccessField } from '../users/shop-access.field.js';
import { rightsOfAdmins, type GivenRole } from '../users/user-policy.js';

/** Whom to add: "Select the role, email and default language." */
@InputRules(rightsOfAdmins)
export class NewUserDto {
  /** Never changes afterwards. */
  @EmailField()
  email: string;

  /** Main administrator or CS agent. */
  @ChoiceField(['admin', 'agent'])
  role: GivenRole;

  /** Of the mail, and of a person who is new to Switchboard. */
  @LanguageField()
  language: string;

  /** For agents; default every shop. */
  @ShopAccessField({ optional: true })
  shopAccess?: 'all' | string[];

  /** "advanced customer service authority", for agents; default no. */
  @FlagField({ optional: true })
  advanced?: boolean;
}

/** The link's token. */
export class InvitationTokenDto {
  /** From the mail. */
  @TextField({ max: 200 })
  token: string;
}

/** Accepting an invitation. */
export class ActivationDto {
  /** From the mail; used up by this call. */
  @TextField({ max: 200 })
  token: string;

  /** Needed where the lookup says `needsPassword`, refused elsewhere. */
  @TextField({ min: 8, max: 200, optional: true })
  password?: string;

  /** Needed with the password; who already has a name keeps it. */
  @NameField({ optional: true })
  displayName?: string;
}

/** What an invitation says, for the page behind the link. */
export class InvitationDto {
  /** Who invites. */
  @AnswerField({ type: String })
  accountName: string;

  /** Whom. */
  @AnswerField({ type: String, format: 'email' })
  email: string;

  /** As what. */
  @AnswerField({ type: String, enum: ['admin', 'agent'] })
  role: string;

  /** Of the invitation. */
  @AnswerField({ type: String, example: 'es' })
  language: string;

  /** Whether a password and a name must be set; otherwise confirming is enough. */
  @AnswerField({ type: Boolean })
  needsPassword: boolean;

  /** Valid before this time. */
  @AnswerField({ type: String, format: 'date-time' })
  expiresAt: string;
}
