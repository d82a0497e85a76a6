import { Body, Controller, Get, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
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
import { OpenStreamDto, StreamTicketDto, StreamTicketRequestDto } from './stream.dto.js';

/** What happens in the caller's shops, as it happens. */
@ApiTags('stream')
@Controller('v1')
export class StreamController {
  constructor(
    private readonly shops: StreamShops,
    private readonly tickets: Tickets,
    private readonly stream: LiveStream,
  ) {}

  /** A ticket for one connection, for whoever cannot send a header. */
  @Post('stream-tickets')
  @HttpCode(201)
  @Requires('chats:handle')
  @ApiCreatedResponse({ type: StreamTicketDto })
  async issueTicket(
    @CurrentUser() user: UserActor,
    @Body() { shopIds }: StreamTicketRequestDto,
  ): Promise<StreamTicketDto> {
    if (shopIds) await this.shops.of(user, shopIds);
    return { ticket: await this.tickets.issue(user, { shopIds }), expiresIn: ticketSeconds };
  }

  /** Server-Sent Events. Goes on after `Last-Event-ID` (or `lastEventId`) without loss, within an hour. */
  @Get('stream')
  @Requires('chats:handle')
  @AcceptsTicket()
  @ApiProduces('text/event-stream')
  async open(
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
