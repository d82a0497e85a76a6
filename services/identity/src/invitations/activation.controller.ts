import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Problems, Public, RateLimit } from '@switchboard/http';
import { PasswordHasher } from '../people/password-hasher.js';
import { SessionAnswer } from '../sessions/session-answer.js';
import { SignedInDto } from '../sessions/signed-in.dto.js';
import { ActivateInvitation } from './activate-invitation.js';
import { ActivationDto, InvitationDto, InvitationTokenDto } from './invitation.dto.js';
import { LookupInvitation } from './lookup-invitation.query.js';

/** The page behind an invitation's link. */
@ApiTags('invitations')
@Controller('v1/invitations')
export class ActivationController {
  constructor(
    private readonly invitations: LookupInvitation,
    private readonly activation: ActivateInvitation,
    private readonly hasher: PasswordHasher,
    private readonly answer: SessionAnswer,
  ) {}

  /** What the invitation says. Expired or used 410, revoked, replaced or unknown 404. */
  @Post('lookup')
  @Problems('not_found', 'invitation.expired', 'invitation.used')
  @Public()
  @RateLimit({ address: { limit: 600, seconds: 60 } })
  @HttpCode(200)
  @ApiOkResponse({ type: InvitationDto })
  lookupInvitation(@Body() { token }: InvitationTokenDto): Promise<InvitationDto> {
    return this.invitations.run(token);
  }

  /** Accepts it and signs in. */
  @Post('activate')
  @Problems('not_found', 'invitation.expired', 'invitation.used')
  @Public()
  @RateLimit({ address: { limit: 600, seconds: 60 } })
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  async activateInvitation(@Body() { token, password, displayName }: ActivationDto): Promise<SignedInDto> {
    // A dead link costs no hash, and no transaction waits for one.
    await this.invitations.run(token);
    const passwordHash = password === undefined ? undefined : await this.hasher.hash(password);
    const { accountId, userId, credentials } = await this.activation.run({
      token,
      passwordHash,
      displayName,
    });
    return this.answer.build(accountId, userId, credentials);
  }
}
