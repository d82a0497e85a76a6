import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CurrentUser,
  Idempotency,
  Idempotent,
  IdParam,
  Problems,
  Requires,
  type IdempotencyScope,
  type UserActor,
} from '@switchboard/http';
import { ShopReaders } from '../chats/shop-readers.js';
import { orderOf, TransferAnswerDto, TransferDto } from './transfer.dto.js';
import { TransferChats } from './transfer-chats.js';

/** Chats from one agent to another. */
@ApiTags('transfers')
@Controller('v1/shops/:shopId/transfers')
export class TransfersController {
  constructor(
    private readonly readers: ShopReaders,
    private readonly transfer: TransferChats,
  ) {}

  /** Selected chats, or all current chats of an agent. Needs an Idempotency-Key: the chosen 100 never grow. */
  @Post()
  @HttpCode(200)
  @Requires('chats:handle')
  @Idempotent({ required: true })
  @Problems('agent.not_available')
  @ApiOkResponse({ type: TransferAnswerDto })
  async transferChats(
    @CurrentUser() user: UserActor,
    @IdParam('shopId') shopId: string,
    @Body() body: TransferDto,
    @Idempotency() idempotency: IdempotencyScope,
  ): Promise<TransferAnswerDto> {
    const order = orderOf(body)!;
    return this.transfer.run(await this.readers.ofUser(user, shopId), order, body.toAgentId, idempotency);
  }
}
