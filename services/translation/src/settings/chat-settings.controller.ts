import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IdParam, IfMatch, Requires, WithETag, type UserActor } from '@switchboard/http';
import { languageOf, type ChatRow } from '../messages/chat-row.js';
import { ReadableChats } from '../messages/readable-chats.js';
import { PutSetting } from './put-setting.js';
import { ChatSettingsDto, SettingsValuesDto, toChoice } from './settings.dto.js';
import { SettingsQuery } from './settings.query.js';
import { effectiveChoice } from './translation-setting.js';

/** Article: "You can also manage translation settings ... for individual chats from the “more actions” menu." */
@ApiTags('translation')
@Controller('v1/translation/chats/:chatId/settings')
@Requires('chats:handle')
export class ChatSettingsController {
  constructor(
    private readonly chats: ReadableChats,
    private readonly settings: SettingsQuery,
    private readonly putSetting: PutSetting,
  ) {}

  /** What counts for the caller in this chat, and where it comes from. */
  @Get()
  @WithETag()
  @ApiOkResponse({ type: ChatSettingsDto })
  async readChatTranslationSettings(
    @CurrentUser() user: UserActor,
    @IdParam('chatId') chatId: string,
  ): Promise<ChatSettingsDto> {
    return this.toDto(user, await this.chats.require(user, chatId));
  }

  /** Overrides the caller's setting in this chat. */
  @Put()
  @WithETag()
  @ApiOkResponse({ type: ChatSettingsDto })
  async updateChatTranslationSettings(
    @CurrentUser() user: UserActor,
    @IdParam('chatId') chatId: string,
    @Body() body: SettingsValuesDto,
    @IfMatch({ optional: true }) seen: number | undefined,
  ): Promise<ChatSettingsDto> {
    const choice = toChoice(body);
    const chat = await this.chats.require(user, chatId);
    await this.putSetting.put(ownerOf(user, chat), choice, seen);
    return this.toDto(user, chat);
  }

  /** Takes the override away; without one it changes nothing. */
  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  async deleteChatTranslationSettings(
    @CurrentUser() user: UserActor,
    @IdParam('chatId') chatId: string,
  ): Promise<void> {
    const chat = await this.chats.require(user, chatId);
    await this.putSetting.put(ownerOf(user, chat), null);
  }

  private async toDto({ accountId, userId }: UserActor, chat: ChatRow): Promise<ChatSettingsDto> {
    const [forChat, forShop] = await Promise.all([
      this.settings.ofChat(accountId, chat.id, userId),
      this.settings.ofUser(accountId, chat.shopId, userId),
    ]);
    const { choice, source } = effectiveChoice(forChat?.choice ?? null, forShop?.choice ?? null);
    const { id: chatId, shopId } = chat;
    return {
      chatId,
      shopId,
      ...choice,
      source,
      customerLanguage: languageOf(chat),
      version: forChat?.version ?? 0,
    };
  }
}

const ownerOf = ({ accountId, userId }: UserActor, { id: chatId, shopId }: ChatRow) => ({
  accountId,
  shopId,
  userId,
  chatId,
});
