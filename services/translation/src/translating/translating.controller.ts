import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IdParam, Requires, type UserActor } from '@switchboard/http';
import { canonicalLanguage } from '@switchboard/text';
import { TranslateOnDemand } from './translate-on-demand.js';
import { TranslateText } from './translate-text.js';
import {
  TranslatedMessagesDto,
  TranslatedTextDto,
  TranslateMessagesDto,
  TranslateTextDto,
} from './translating.dto.js';

/** Translation on request. */
@ApiTags('translation')
@Controller('v1/translation')
@Requires('chats:handle')
export class TranslatingController {
  constructor(
    private readonly onDemand: TranslateOnDemand,
    private readonly texts: TranslateText,
  ) {}

  /** Messages of a chat that the caller may read. The results show up in the thread for everybody. */
  @Post('chats/:chatId/translate')
  @HttpCode(200)
  @ApiOkResponse({ type: TranslatedMessagesDto })
  async translateMessages(
    @CurrentUser() user: UserActor,
    @IdParam('chatId') chatId: string,
    @Body() { messageIds, to }: TranslateMessagesDto,
  ): Promise<TranslatedMessagesDto> {
    return { items: await this.onDemand.translate(user, chatId, messageIds, canonicalLanguage(to)!) };
  }

  /** A text that belongs to no chat: a draft, a note. */
  @Post('translate')
  @HttpCode(200)
  @ApiOkResponse({ type: TranslatedTextDto })
  async translateText(
    @CurrentUser() user: UserActor,
    @Body() body: TranslateTextDto,
  ): Promise<TranslatedTextDto> {
    const { shopId, text, to, from } = body;
    const source = from === undefined ? {} : { from: canonicalLanguage(from)! };
    return this.texts.translate(user, { shopId, text, to: canonicalLanguage(to)!, ...source });
  }
}
