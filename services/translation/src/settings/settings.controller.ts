import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IfMatch, Requires, WithETag, type UserActor } from '@switchboard/http';
import { PutSetting } from './put-setting.js';
import { SettingsValuesDto, SettingsDto, SettingsShopQuery, toChoice } from './settings.dto.js';
import { SettingsQuery } from './settings.query.js';
import { DEFAULT_CHOICE } from './translation-setting.js';

/** The caller's own setting in a shop. */
@ApiTags('translation')
@Controller('v1/translation/settings')
@Requires('chats:handle')
@WithETag()
export class SettingsController {
  constructor(
    private readonly settings: SettingsQuery,
    private readonly putSetting: PutSetting,
  ) {}

  /** The setting that counts in every chat of the shop without an override. */
  @Get()
  @ApiOkResponse({ type: SettingsDto })
  async readTranslationSettings(
    @CurrentUser() user: UserActor,
    @Query() { shopId }: SettingsShopQuery,
  ): Promise<SettingsDto> {
    const set = await this.settings.ofUser(user.accountId, shopId, user.userId);
    return { shopId, ...(set?.choice ?? DEFAULT_CHOICE), version: set?.version ?? 0 };
  }

  /** Article: "Select “Auto-detect” ... or choose “Custom” to manually select them." */
  @Put()
  @ApiOkResponse({ type: SettingsDto })
  async updateTranslationSettings(
    @CurrentUser() user: UserActor,
    @Query() { shopId }: SettingsShopQuery,
    @Body() body: SettingsValuesDto,
    @IfMatch({ optional: true }) seen: number | undefined,
  ): Promise<SettingsDto> {
    const choice = toChoice(body);
    const { accountId, userId } = user;
    const { version } = await this.putSetting.put({ accountId, shopId, userId, chatId: null }, choice, seen);
    return { shopId, ...choice, version };
  }
}
