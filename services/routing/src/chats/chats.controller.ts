import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CurrentActor,
  CurrentUser,
  IdParam,
  KeyScope,
  PageQuery,
  Requires,
  type Actor,
  type UserActor,
} from '@switchboard/http';
import { AssignmentPageDto } from './assignment.dto.js';
import { ChatCountsDto, ChatDto } from './chat.dto.js';
import { CountChats } from './count-chats.query.js';
import { ChatPageDto, ListChatsDto } from './list-chats.dto.js';
import { ListAssignments } from './list-assignments.query.js';
import { ListChats } from './list-chats.query.js';
import { ReadChat } from './read-chat.query.js';
import { ShopReaders } from './shop-readers.js';

/** The shop's chats, as the caller may read them. */
@ApiTags('chats')
@Controller('v1/shops/:shopId')
export class ChatsController {
  constructor(
    private readonly readers: ShopReaders,
    private readonly list: ListChats,
    private readonly chats: ReadChat,
    private readonly counts: CountChats,
    private readonly assignments: ListAssignments,
  ) {}

  /** The views `mine`, `all_open`, `queue` and `closed`, filtered. */
  @Get('chats')
  @Requires('chats:handle')
  @KeyScope('chats:read')
  @ApiOkResponse({ type: ChatPageDto })
  async listChats(
    @CurrentActor() actor: Actor,
    @IdParam('shopId') shopId: string,
    @Query() filter: ListChatsDto,
  ) {
    return this.list.run(await this.readers.of(actor, shopId), filter);
  }

  /** One chat. */
  @Get('chats/:chatId')
  @Requires('chats:handle')
  @KeyScope('chats:read')
  @ApiOkResponse({ type: ChatDto })
  async readChat(
    @CurrentActor() actor: Actor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
  ): Promise<ChatDto> {
    return this.chats.run(await this.readers.of(actor, shopId), chatId);
  }

  /** How many chats each view has. */
  @Get('chat-counts')
  @Requires('chats:handle')
  @KeyScope('chats:read')
  @ApiOkResponse({ type: ChatCountsDto })
  async countChats(@CurrentActor() actor: Actor, @IdParam('shopId') shopId: string): Promise<ChatCountsDto> {
    return this.counts.run(await this.readers.of(actor, shopId));
  }

  /** Who got the chat and why; newest first. */
  @Get('chats/:chatId/assignments')
  @Requires('chats:handle')
  @ApiOkResponse({ type: AssignmentPageDto })
  async listAssignments(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @IdParam('chatId') chatId: string,
    @Query() page: PageQuery,
  ) {
    await this.chats.row(await this.readers.ofUser(user, shopId), chatId);
    return this.assignments.run(shopId, chatId, page);
  }
}
