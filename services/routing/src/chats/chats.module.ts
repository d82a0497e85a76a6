import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { AssignChat } from './assign-chat.js';
import { ChangeChat } from './change-chat.js';
import { ChatChanges } from './chat-changes.js';
import { ChatCommandsController } from './chat-commands.controller.js';
import { ChatsController } from './chats.controller.js';
import { CloseChat } from './close-chat.js';
import { CloseChats } from './close-chats.js';
import { CountChats } from './count-chats.query.js';
import { ListAssignments } from './list-assignments.query.js';
import { ListChats } from './list-chats.query.js';
import { MarkRead } from './mark-read.js';
import { ReadChat } from './read-chat.query.js';
import { ReopenChat } from './reopen-chat.js';
import { ShopReaders } from './shop-readers.js';

/** Chats: lists, single chats, and what may be done with one. */
@Module({
  imports: [EventLogModule],
  controllers: [ChatsController, ChatCommandsController],
  providers: [
    AssignChat,
    ChangeChat,
    ChatChanges,
    CloseChat,
    CloseChats,
    CountChats,
    ListAssignments,
    ListChats,
    MarkRead,
    ReadChat,
    ReopenChat,
    ShopReaders,
  ],
  exports: [ChatChanges, CountChats, ReadChat, ShopReaders],
})
export class ChatsModule {}
