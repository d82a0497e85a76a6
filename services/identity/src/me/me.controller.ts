import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Requires, type UserActor } from '@switchboard/http';
import { ReadSelf } from '../sessions/read-self.query.js';
import { MeDto } from '../sessions/signed-in.dto.js';
import { EditProfile } from './edit-profile.js';
import { ProfileChangesDto } from './me.dto.js';

/** The caller. */
@ApiTags('me')
@Controller('v1/me')
@Requires('profile:self', { whileDeactivated: true })
export class MeController {
  constructor(
    private readonly readSelf: ReadSelf,
    private readonly editProfile: EditProfile,
  ) {}

  /** Who the caller is, in which account, and which others they have. */
  @Get()
  @ApiOkResponse({ type: MeDto })
  readMe(@CurrentUser() actor: UserActor): Promise<MeDto> {
    return this.readSelf.run(actor.accountId, actor.userId);
  }

  /** Changes the caller's name or language, in all their accounts. */
  @Patch()
  @ApiOkResponse({ type: MeDto })
  async updateMe(@CurrentUser() actor: UserActor, @Body() changes: ProfileChangesDto): Promise<MeDto> {
    await this.editProfile.run(actor, changes);
    return this.readSelf.run(actor.accountId, actor.userId);
  }
}
