import { Module } from '@nestjs/common';
import { ChatsModule } from '../chats/chats.module.js';
import { TransferChats } from './transfer-chats.js';
import { TransfersController } from './transfers.controller.js';

/** Moving chats between agents. */
@Module({ imports: [ChatsModule], controllers: [TransfersController], providers: [TransferChats] })
export class TransfersModule {}
