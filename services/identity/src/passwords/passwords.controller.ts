import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Problems, Public, RateLimit, Requires, type UserActor } from '@switchboard/http';
import { MailQueue } from '../mail/mail-queue.js';
import { emailKey, mailLimit } from '../people/email-address.js';
import { SignInThrottle } from '../sessions/sign-in-throttle.js';
import { ChangePassword } from './change-password.js';
import { ChangePasswordDto, ForgotPasswordDto, ResetPasswordDto } from './password.dto.js';
import { ResetPassword } from './reset-password.js';

/** Passwords: forgotten, reset, changed. */
@ApiTags('auth')
@Controller('v1')
export class PasswordsController {
  constructor(
    private readonly mails: MailQueue,
    private readonly resetting: ResetPassword,
    private readonly changing: ChangePassword,
    private readonly throttle: SignInThrottle,
  ) {}

  /** Mails a link if the address is known; the answer does not say whether it is. */
  @Post('auth/password/forgot')
  @Public()
  @RateLimit({ address: { limit: 20, seconds: 60 }, subject: mailLimit })
  @HttpCode(204)
  @ApiNoContentResponse()
  async forgotPassword(@Body() { email }: ForgotPasswordDto): Promise<void> {
    await this.mails.request('password_reset', emailKey(email));
  }

  /** Sets a new password; all sessions end. */
  @Post('auth/password/reset')
  @Problems('not_found', 'invitation.expired', 'invitation.used')
  @Public()
  @RateLimit({ address: { limit: 60, seconds: 60 } })
  @HttpCode(204)
  @ApiNoContentResponse()
  resetPassword(@Body() { token, password }: ResetPasswordDto): Promise<void> {
    return this.resetting.run(token, password);
  }

  /** Changes the password; every other session of the person ends. */
  @Post('me/password')
  @Problems('auth.invalid_credentials')
  @Requires('profile:self', { whileDeactivated: true })
  @HttpCode(204)
  @ApiNoContentResponse()
  async changePassword(
    @CurrentUser() actor: UserActor,
    @Ip() address: string,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
  ): Promise<void> {
    const attempt = await this.throttle.admit(actor.userId, address);
    await this.changing.run(actor, currentPassword, newPassword);
    await attempt.succeeded();
  }
}
