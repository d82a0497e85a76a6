import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Idempotent, IdParam, Problems, Requires, type UserActor } from '@switchboard/http';
import { toUser } from '../users/to-user.js';
import { UserDto } from '../users/user.dto.js';
import { NewUserDto } from './invitation.dto.js';
import { InviteUser } from './invite-user.js';
import { ResendInvitation } from './resend-invitation.js';
import { RevokeInvitation } from './revoke-invitation.js';

/** Adding users. */
@ApiTags('users')
@Controller('v1/users')
@Requires('users:manage')
export class InvitationsController {
  constructor(
    private readonly inviting: InviteUser,
    private readonly resending: ResendInvitation,
    private readonly revoking: RevokeInvitation,
  ) {}

  /** Invites a person; the mail is in the given language. */
  @Post()
  @Idempotent()
  @Problems('user.already_member', 'user.already_invited', 'membership.admin_has_all_shops')
  @ApiCreatedResponse({ type: UserDto })
  async inviteUser(@CurrentUser() actor: UserActor, @Body() request: NewUserDto): Promise<UserDto> {
    return toUser(await this.inviting.run(actor, request));
  }

  /** Sends a new link; the old one is dead. */
  @Post(':userId/invitation/resend')
  @Problems('user.already_member')
  @HttpCode(200)
  @ApiOkResponse({ type: UserDto })
  async resendInvitation(
    @CurrentUser() actor: UserActor,
    @IdParam('userId') userId: string,
  ): Promise<UserDto> {
    return toUser(await this.resending.run(actor, userId));
  }

  /** Takes an invitation back. */
  @Delete(':userId/invitation')
  @Problems('user.already_member')
  @HttpCode(204)
  @ApiNoContentResponse()
  revokeInvitation(@CurrentUser() actor: UserActor, @IdParam('userId') userId: string): Promise<void> {
    return this.revoking.run(actor, userId);
  }
}
