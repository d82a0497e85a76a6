import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Idempotent, Problems, Public, RateLimit } from '@switchboard/http';
import { MailQueue } from '../mail/mail-queue.js';
import { emailKey, mailLimit } from '../people/email-address.js';
import {
  ResendVerificationDto,
  SignUpAnswerDto,
  SignUpDto,
  VerifiedDto,
  VerifyEmailDto,
} from './sign-up.dto.js';
import { SignUp } from './sign-up.js';
import { VerifyEmail } from './verify-email.js';

/** Signing up. */
@ApiTags('accounts')
@Controller('v1')
export class AccountsController {
  constructor(
    private readonly signUp: SignUp,
    private readonly verification: VerifyEmail,
    private readonly mails: MailQueue,
  ) {}

  /** Signs a seller up; a mail with a link goes out. The answer never shows whether the address is known. */
  @Post('accounts')
  @Public()
  @RateLimit({ address: { limit: 120, seconds: 60 }, subject: mailLimit })
  @Idempotent()
  @ApiCreatedResponse({ type: SignUpAnswerDto })
  createAccount(@Body() request: SignUpDto): Promise<SignUpAnswerDto> {
    return this.signUp.run(request);
  }

  /** Confirms the address: the account comes into being. */
  @Post('auth/email/verify')
  @Problems('not_found', 'invitation.expired', 'invitation.used')
  @Public()
  @RateLimit({ address: { limit: 600, seconds: 60 } })
  @HttpCode(200)
  @ApiOkResponse({ type: VerifiedDto })
  verifyEmail(@Body() { token }: VerifyEmailDto): Promise<VerifiedDto> {
    return this.verification.run(token);
  }

  /** Sends a new link, if a sign-up waits at that address; the old link is dead then. */
  @Post('auth/email/resend')
  @Public()
  @RateLimit({ address: { limit: 20, seconds: 60 }, subject: mailLimit })
  @HttpCode(204)
  @ApiNoContentResponse()
  async resendVerification(@Body() { email }: ResendVerificationDto): Promise<void> {
    await this.mails.request('sign_up', emailKey(email));
  }
}
