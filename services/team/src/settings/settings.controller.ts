import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { userActor } from '@switchboard/contracts';
import { CurrentUser, IfMatch, Requires, WithETag, type UserActor } from '@switchboard/http';
import { ChangeSettings } from './change-settings.js';
import { ReadSettings } from './read-settings.query.js';
import {
  AssignmentDto,
  AssignmentValuesDto,
  ChatAccessValuesDto,
  LifecycleValuesDto,
  ChatAccessDto,
  LifecycleDto,
} from './settings.dto.js';

/** Article: "Set up how the chats are assigned to agents and who can see all the chats in your shop." */
@ApiTags('settings')
@Controller('v1/shops/:shopId/settings')
@WithETag()
export class SettingsController {
  constructor(
    private readonly readSettings: ReadSettings,
    private readonly changeSettings: ChangeSettings,
  ) {}

  /** Who is given the next chat. */
  @Get('assignment')
  @Requires('settings:read')
  @ApiOkResponse({ type: AssignmentDto })
  async readAssignmentSettings(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
  ): Promise<AssignmentDto> {
    return (await this.readSettings.require(caller.accountId, shopId)).assignment;
  }

  /** Changes who is given the next chat. */
  @Put('assignment')
  @Requires('settings:write')
  @ApiOkResponse({ type: AssignmentDto })
  updateAssignmentSettings(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
    @IfMatch() seen: number | undefined,
    @Body() { mode }: AssignmentValuesDto,
  ): Promise<AssignmentDto> {
    const { accountId } = caller;
    const actor = userActor(caller.userId);
    return this.changeSettings.run({ accountId, shopId, name: 'assignment', values: { mode }, seen, actor });
  }

  /** Whom every chat of the shop is open to. */
  @Get('chat-access')
  @Requires('settings:read')
  @ApiOkResponse({ type: ChatAccessDto })
  async readChatAccess(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
  ): Promise<ChatAccessDto> {
    return (await this.readSettings.require(caller.accountId, shopId)).chatAccess;
  }

  /** Changes whom every chat of the shop is open to. */
  @Put('chat-access')
  @Requires('settings:write')
  @ApiOkResponse({ type: ChatAccessDto })
  updateChatAccess(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
    @IfMatch() seen: number | undefined,
    @Body() { roles }: ChatAccessValuesDto,
  ): Promise<ChatAccessDto> {
    const { accountId } = caller;
    const actor = userActor(caller.userId);
    return this.changeSettings.run({ accountId, shopId, name: 'chatAccess', values: { roles }, seen, actor });
  }

  /** Auto-close, presence, reassignment. */
  @Get('lifecycle')
  @Requires('settings:read')
  @ApiOkResponse({ type: LifecycleDto })
  async readLifecycleSettings(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
  ): Promise<LifecycleDto> {
    return (await this.readSettings.require(caller.accountId, shopId)).lifecycle;
  }

  /** Changes auto-close, presence, reassignment. */
  @Put('lifecycle')
  @Requires('settings:write')
  @ApiOkResponse({ type: LifecycleDto })
  updateLifecycleSettings(
    @CurrentUser() caller: UserActor,
    @Param('shopId') shopId: string,
    @IfMatch() seen: number | undefined,
    @Body() body: LifecycleValuesDto,
  ): Promise<LifecycleDto> {
    const { accountId } = caller;
    const actor = userActor(caller.userId);
    const { autoCloseDays, requirePresence, reassignOfflineMinutes, reassignNoReplyMinutes } = body;
    const values = { autoCloseDays, requirePresence, reassignOfflineMinutes, reassignNoReplyMinutes };
    return this.changeSettings.run({ accountId, shopId, name: 'lifecycle', values, seen, actor });
  }
}
