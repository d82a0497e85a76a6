import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IdParam, Problems, Requires, type UserActor } from '@switchboard/http';
import { AssignChat } from './assign-chat.js';
import { AssignChatDto, CloseChatDto, ExpectedVersionDto, MarkReadDto } from './chat-commands.dto.js';
import { ChatDto } from './chat.dto.js';
import { CloseChat } from './close-chat.js';
import { MarkRead } from './mark-read.js';
import { ReopenChat } from './reopen-chat.js';
import { ShopReaders } from './shop-readers.js';

/** What may be done with one chat. */
@ApiTags('chats')
@Controller('v1/shops/:shopId/chats/:chatId')
export class ChatCommandsController {
  constructor(
    private readonly readers: ShopReaders,
    private readonly marking: MarkRead,
    private readonly closing: CloseChat,
    private readonly reopening: ReopenChat,
    private readonly assigning: AssignChat,
  ) {}

  /** Moves the unread marker forward: the assigned agent only. */
  @Post('read')
  @HttpCode(200)
  @Requires('chats:handle')
  @ApiOkResponse({ type: ChatDto })
  async markChatRead(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Body() { upToSeq }: MarkReadDto,
  ): Promise<ChatDto> {
    return this.marking.run(await this.readers.ofUser(user, shopId), chatId, upToSeq);
  }

  /** Closes the chat in the state that was seen. */
  @Post('close')
  @Problems('chat.version_conflict', 'chat.newer_message', 'chat.closed')
  @HttpCode(200)
  @Requires('chats:handle')
  @ApiOkResponse({ type: ChatDto })
  async closeChat(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Body() command: CloseChatDto,
  ): Promise<ChatDto> {
    return this.closing.run(await this.readers.ofUser(user, shopId), chatId, command);
  }

  /** Opens a closed chat again; it becomes the caller's. */
  @Post('reopen')
  @Problems('chat.version_conflict', 'chat.not_closed', 'agent.limit_reached')
  @HttpCode(200)
  @Requires('chats:handle')
  @ApiOkResponse({ type: ChatDto })
  async reopenChat(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Body() { expectedVersion }: ExpectedVersionDto,
  ): Promise<ChatDto> {
    const reader = await this.readers.ofUser(user, shopId);
    return this.reopening.run(reader, chatId, expectedVersion);
  }

  /** Gives the chat to an agent, or takes it. */
  @Post('assign')
  @Problems('chat.version_conflict', 'chat.closed', 'agent.not_available', 'agent.limit_reached')
  @HttpCode(200)
  @Requires('chats:handle')
  @ApiOkResponse({ type: ChatDto })
  async assignChat(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Body() command: AssignChatDto,
  ): Promise<ChatDto> {
    return this.assigning.run(await this.readers.ofUser(user, shopId), chatId, command);
  }
}
