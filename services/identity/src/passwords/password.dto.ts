import { EmailField, TextField } from '@switchboard/http';

/** Where the link should go. */
export class ForgotPasswordDto {
  /** Answered the same whether or not anybody is known there. */
  @EmailField()
  email: string;
}

/** A new password by way of the mail. */
export class ResetPasswordDto {
  /** From the mail; lives one hour, used up by this call. */
  @TextField({ max: 200 })
  token: string;

  /** 8 to 200 characters. */
  @TextField({ min: 8, max: 200 })
  password: string;
}

/** A new password by way of the old one. */
export class ChangePasswordDto {
  /** The present one. */
  @TextField({ max: 200 })
  currentPassword: string;

  /** 8 to 200 characters. */
  @TextField({ min: 8, max: 200 })
  newPassword: string;
}
