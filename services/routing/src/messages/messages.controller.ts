import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CurrentActor,
  CurrentUser,
  IdParam,
  KeyScope,
  Problems,
  Requires,
  type Actor,
  type UserActor,
} from '@switchboard/http';
import type { FastifyReply } from 'fastify';
import { ReadChat } from '../chats/read-chat.query.js';
import { ShopReaders } from '../chats/shop-readers.js';
import { ListMessagesDto, MessagePageDto } from './list-messages.dto.js';
import { ListMessages } from './list-messages.query.js';
import { MessageDto } from '../chats/message.dto.js';
import { SendReply } from './send-reply.js';
import { NewReplyDto } from './send-reply.dto.js';

/** A chat's thread. */
@ApiTags('messages')
@Controller('v1/shops/:shopId/chats/:chatId/messages')
export class MessagesController {
  constructor(
    private readonly readers: ShopReaders,
    private readonly chats: ReadChat,
    private readonly messages: ListMessages,
    private readonly reply: SendReply,
  ) {}

  /** Newest first, or with `afterSeq` from there on. */
  @Get()
  @Requires('chats:handle')
  @KeyScope('chats:read')
  @ApiOkResponse({ type: MessagePageDto })
  async listMessages(
    @CurrentActor() actor: Actor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Query() filter: ListMessagesDto,
  ) {
    await this.chats.row(await this.readers.of(actor, shopId), chatId);
    return this.messages.run(shopId, chatId, filter);
  }

  /** Answers the customer, in an own chat. A repeated clientMessageId answers 200 with the first message. */
  @Post()
  @Problems('chat.closed')
  @Requires('chats:handle')
  @ApiCreatedResponse({ type: MessageDto })
  @ApiOkResponse({ type: MessageDto, description: 'Sent before' })
  async createMessage(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Body() reply: NewReplyDto,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<MessageDto> {
    const { message, created } = await this.reply.run(await this.readers.ofUser(user, shopId), chatId, reply);
    response.code(created ? 201 : 200);
    return message;
  }
}
