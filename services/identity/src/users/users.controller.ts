import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IdParam, Problems, Requires, type UserActor } from '@switchboard/http';
import { ActivateUser } from './activate-user.js';
import { DeactivateUser } from './deactivate-user.js';
import { DeleteUser } from './delete-user.js';
import { EditUser } from './edit-user.js';
import { ListUsers } from './list-users.query.js';
import { toChangedUser, toUser } from './to-user.js';
import { ChangedUserDto, UserChangesDto, UserDto, UserPage, UsersQuery } from './user.dto.js';

/** The account's members. */
@ApiTags('users')
@Controller('v1/users')
@Requires('users:manage')
export class UsersController {
  constructor(
    private readonly users: ListUsers,
    private readonly editUser: EditUser,
    private readonly deactivation: DeactivateUser,
    private readonly activation: ActivateUser,
    private readonly deletion: DeleteUser,
  ) {}

  /** The invited or the added list, newest first. */
  @Get()
  @ApiOkResponse({ type: UserPage })
  async listUsers(@CurrentUser() actor: UserActor, @Query() query: UsersQuery): Promise<UserPage> {
    const { items, nextCursor } = await this.users.run(actor.accountId, query);
    return { items: items.map(toUser), nextCursor };
  }

  /** One member, invited or added. */
  @Get(':userId')
  @ApiOkResponse({ type: UserDto })
  async readUser(@CurrentUser() actor: UserActor, @IdParam('userId') userId: string): Promise<UserDto> {
    return toUser(await this.users.one(actor.accountId, userId));
  }

  /** Edits role, grant or shop access. "You can edit the role, can't edit the email." */
  @Patch(':userId')
  @Problems(
    'user.email_immutable',
    'membership.admin_has_all_shops',
    'user.owner_protected',
    'user.self_forbidden',
  )
  @ApiOkResponse({ type: ChangedUserDto })
  async updateUser(
    @CurrentUser() actor: UserActor,
    @IdParam('userId') userId: string,
    @Body() changes: UserChangesDto,
  ): Promise<ChangedUserDto> {
    return toChangedUser(await this.editUser.run(actor, userId, changes));
  }

  /** Deactivates: sign-in still works, nothing else does, and no chat is assigned any more. */
  @Post(':userId/deactivate')
  @Problems('user.not_active', 'user.owner_protected', 'user.self_forbidden')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangedUserDto })
  async deactivateUser(
    @CurrentUser() actor: UserActor,
    @IdParam('userId') userId: string,
  ): Promise<ChangedUserDto> {
    return toChangedUser(await this.deactivation.run(actor, userId));
  }

  /** Activates again, with all that they had. */
  @Post(':userId/activate')
  @Problems('user.not_active', 'user.owner_protected', 'user.self_forbidden')
  @HttpCode(200)
  @ApiOkResponse({ type: ChangedUserDto })
  async activateUser(
    @CurrentUser() actor: UserActor,
    @IdParam('userId') userId: string,
  ): Promise<ChangedUserDto> {
    return toChangedUser(await this.activation.run(actor, userId));
  }

  /** Deletes: no more sign-in to this account. */
  @Delete(':userId')
  @Problems('user.owner_protected', 'user.self_forbidden')
  @ApiOkResponse({ type: ChangedUserDto })
  async deleteUser(
    @CurrentUser() actor: UserActor,
    @IdParam('userId') userId: string,
  ): Promise<ChangedUserDto> {
    return toChangedUser(await this.deletion.run(actor, userId));
  }
}
