import { AnswerField, EmailField, LanguageField, NameField, TextField } from '@switchboard/http';
import { AccountRefDto } from '../sessions/signed-in.dto.js';

/** A seller who signs up. */
export class SignUpDto {
  /** The seller's name. */
  @NameField()
  accountName: string;

  /** The first shop. */
  @NameField()
  shopName: string;

  /** Must be confirmed through the link that is sent to it. */
  @EmailField()
  email: string;

  /** Counts once the address is confirmed; who already has one keeps it. */
  @TextField({ min: 8, max: 200 })
  password: string;

  /** The owner's name. */
  @NameField()
  displayName: string;

  /** The owner's language, and that of the mail. */
  @LanguageField()
  language: string;
}

/** The same whether or not the address is known. */
export class SignUpAnswerDto {
  /** Of the account, once it is confirmed. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** As typed. */
  @AnswerField({ type: String })
  name: string;

  /** A mail with a link is on its way. */
  @AnswerField({ type: String, enum: ['unverified'] })
  status: 'unverified';

  /** Removed then, unless confirmed. */
  @AnswerField({ type: String, format: 'date-time' })
  expiresAt: string;
}

/** The link's token. */
export class VerifyEmailDto {
  /** From the mail; used up by this call. */
  @TextField({ max: 200 })
  token: string;
}

/** The address to write to again. */
export class ResendVerificationDto {
  /** Answered the same whether or not a sign-up waits there. */
  @EmailField()
  email: string;
}

/** A confirmed account. */
export class VerifiedDto {
  /** Sign in to it now. */
  @AnswerField({ type: AccountRefDto })
  account: AccountRefDto;

  /** The confirmed address. */
  @AnswerField({ type: String, format: 'email' })
  email: string;

  /** The password of the sign-up was discarded meanwhile: a link to set one is on its way. */
  @AnswerField({ type: Boolean })
  needsPassword: boolean;
}
