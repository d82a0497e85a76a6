import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam, KeyScope } from '@switchboard/http';
import type { FastifyReply } from 'fastify';
import { ListOutbound } from './list-outbound.query.js';
import { ListOutboundDto, OutboundPageDto } from './outbound-message.dto.js';

/** What storefronts without Kafka fetch. */
@ApiTags('outbound-messages')
@Controller('v1/shops/:shopId/outbound-messages')
export class OutboundMessagesController {
  constructor(private readonly outbound: ListOutbound) {}

  /** The replies after `cursor`; with `wait` the answer comes with the next one. */
  @Get()
  @KeyScope('outbound:read')
  @ApiOkResponse({ type: OutboundPageDto })
  async listOutboundMessages(
    @IdParam('shopId') shopId: string,
    @Query() query: ListOutboundDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OutboundPageDto> {
    const gone = new AbortController();
    // The answer's own end, not the connection's: a storefront polls over one connection for days.
    reply.raw.once('close', () => gone.abort());
    return this.outbound.run(shopId, query, gone.signal);
  }
}
