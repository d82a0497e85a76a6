import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, IdParam, KeyScope, problem, type Actor } from '@switchboard/http';
import { AcceptInbound } from './accept-inbound.js';
import { InboundAcceptedDto, InboundMessageDto } from './inbound-message.dto.js';

/** What storefronts without Kafka hand over. */
@ApiTags('inbound-messages')
@Controller('v1/shops/:shopId/inbound-messages')
export class InboundMessagesController {
  constructor(private readonly accept: AcceptInbound) {}

  /** A customer wrote. Durable once answered; the same externalMessageId again has no second effect. */
  @Post()
  @HttpCode(202)
  @KeyScope('inbound:write')
  @ApiAcceptedResponse({ type: InboundAcceptedDto })
  async createInboundMessage(
    @CurrentActor() actor: Actor,
    @IdParam('shopId') shopId: string,
    @Body() message: InboundMessageDto,
  ): Promise<InboundAcceptedDto> {
    if (actor.kind !== 'key' || actor.accountId === null) throw problem('permission.denied');
    return this.accept.run(actor.accountId, { shopId, ...message });
  }
}
