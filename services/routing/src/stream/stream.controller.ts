import { Body, Controller, Get, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { streamEvents } from '@switchboard/contracts';
import {
  AcceptsTicket,
  CurrentUser,
  Requires,
  TicketPurpose,
  Tickets,
  ticketSeconds,
  type UserActor,
} from '@switchboard/http';
import type { FastifyReply } from 'fastify';
import { LiveStream } from './live-stream.js';
import { StreamShops } from './stream-shops.query.js';
import { OpenStreamDto, StreamTicketDto, NewStreamTicketDto } from './stream.dto.js';

/** The events are JSON Schemas already, and OpenAPI 3.1 takes them as they are. */
const eventContent = { 'text/event-stream': { schema: { oneOf: Object.values(streamEvents) as object[] } } };

/** What happens in the caller's shops, as it happens. */
@ApiTags('stream')
@Controller('v1')
export class StreamController {
  constructor(
    private readonly shops: StreamShops,
    private readonly tickets: Tickets,
    private readonly stream: LiveStream,
  ) {}

  /** A ticket for one connection, for clients that cannot send a header. */
  @Post('stream-tickets')
  @HttpCode(201)
  @Requires('chats:handle')
  @ApiCreatedResponse({ type: StreamTicketDto })
  async createStreamTicket(
    @CurrentUser() user: UserActor,
    @Body() { shopIds }: NewStreamTicketDto,
  ): Promise<StreamTicketDto> {
    if (shopIds) await this.shops.of(user, shopIds);
    return { ticket: await this.tickets.issue(user, { shopIds }), expiresIn: ticketSeconds };
  }

  /** Server-Sent Events. Goes on after `Last-Event-ID` (or `lastEventId`) without loss, within an hour. */
  @Get('stream')
  @Requires('chats:handle')
  @AcceptsTicket()
  @ApiOkResponse({ description: 'Each event has its type as name and this as data', content: eventContent })
  async openStream(
    @CurrentUser() user: UserActor,
    @Query() query: OpenStreamDto,
    @TicketPurpose() ticket: { shopIds?: string[] } | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shopIds = await this.shops.of(user, ticket ? ticket.shopIds : query.shopIds);
    await this.stream.open(user, shopIds, lastEventId ?? query.lastEventId ?? '', reply);
  }
}
