import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { TransactionRunner } from '@switchboard/persistence';
import {
  AcceptsTicket,
  ChoiceField,
  CurrentActor,
  CurrentUser,
  EmailField,
  FlagField,
  IdField,
  IdListField,
  Idempotency,
  Idempotent,
  IdParam,
  IfMatch,
  InputRules,
  IntegerField,
  Internal,
  JsonField,
  KeyScope,
  LanguageField,
  NameField,
  ObjectField,
  ObjectListField,
  PageOf,
  PageQuery,
  problem,
  Problems,
  Public,
  RateLimit,
  RefusedField,
  Requires,
  requireVersion,
  SignedIn,
  TextField,
  TicketPurpose,
  Tickets,
  TimeField,
  WithETag,
  type Actor,
  type IdempotencyScope,
  type InputRule,
  type UserActor,
} from '../src/index.js';

export class PartDto {
  @TextField({ max: 10 }) name: string;
  @IntegerField({ min: 1, max: 9, optional: true }) count?: number;
}

const redIsLight: InputRule<ThingDto> = ({ weight, colour }) =>
  weight !== undefined && weight > 2 && colour === 'red'
    ? [{ path: 'colour', code: 'membership.admin_has_all_shops', message: 'Red is light' }]
    : [];

@InputRules(redIsLight)
export class ThingDto {
  @TextField({ max: 20 }) title: string;
  @IntegerField({ min: 1, max: 10, optional: true }) weight?: number;
  @IdField({ optional: true, nullable: true }) about?: string | null;
  @FlagField({ optional: true }) open?: boolean;
  @ChoiceField(['red', 'blue'], { optional: true }) colour?: string;
  @TimeField({ optional: true }) at?: string;
  @ObjectField(() => PartDto, { optional: true }) part?: PartDto;
  @ObjectListField(() => PartDto, { optional: true, max: 3 }) parts?: PartDto[];
  @IdListField({ optional: true, min: 1, max: 3 }) ids?: string[];
  @JsonField({ optional: true, maxBytes: 100 }) card?: Record<string, unknown>;
  @LanguageField({ optional: true }) language?: string;
  @EmailField({ optional: true }) email?: string;
  @NameField({ optional: true }) name?: string;
  @RefusedField('user.email_immutable', 'It cannot be changed') former?: never;
}

export class ThingQuery extends PageQuery {
  @FlagField({ optional: true, query: true }) unread?: boolean;
  @IdListField({ optional: true, query: true, max: 3 }) shopIds?: string[];
}

export class ThingPage extends PageOf(ThingDto) {}

/** A controller with one route of each kind. */
@Controller()
export class ThingsController {
  /** How often `create` did its work. */
  static created = 0;
  /** Held open by a test while a create is at work. */
  static gate: Promise<void> = Promise.resolve();
  /** Makes the next `create-safely` fail after its commit, as a process that dies would. */
  static failAfterCommit = false;

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly tickets: Tickets,
  ) {}

  @Public()
  @Get('open')
  open() {
    return { ok: true };
  }

  @Public()
  @Post('echo')
  @HttpCode(200)
  echo(@Body() body: ThingDto) {
    return body;
  }

  @Public()
  @ApiOkResponse({ type: ThingPage })
  @Get('list')
  list(@Query() query: ThingQuery): ThingPage {
    return { items: [], nextCursor: null, ...{ query } };
  }

  @Public()
  @RateLimit({
    address: { limit: 5, seconds: 60 },
    subject: { limit: 2, seconds: 60, of: ({ body }) => String((body as { title?: unknown }).title) },
  })
  @Post('limited')
  limited(@Body() body: ThingDto) {
    return body;
  }

  @Public()
  @Get('broken')
  broken() {
    throw new Error('secret of the house');
  }

  @SignedIn()
  @Post('leave')
  leave(@CurrentUser() user: UserActor) {
    return user;
  }

  @Requires('profile:self', { whileDeactivated: true })
  @Get('me')
  me(@CurrentActor() actor: Actor) {
    return actor;
  }

  @Requires('chats:handle')
  @KeyScope('chats:read')
  @Get('shops/:shopId/chats')
  chats(@CurrentActor() actor: Actor) {
    return actor;
  }

  @Requires('chats:handle')
  @Get('shops/:shopId/chats/:chatId')
  chat(@IdParam('chatId') chatId: string) {
    return { chatId };
  }

  @KeyScope('inbound:write')
  @Post('shops/:shopId/inbound')
  inbound(@CurrentActor() actor: Actor) {
    return actor;
  }

  @KeyScope('reviews:read')
  @Get('reviews')
  reviews(@CurrentActor() actor: Actor) {
    return actor;
  }

  @Requires('users:manage')
  @Get('users')
  users(@Query('shopId') shopId?: string) {
    return { shopId };
  }

  @Requires('profile:self')
  @WithETag()
  @Problems('agent.not_available')
  @Put('versioned')
  versioned(@IfMatch() seen: number) {
    requireVersion(seen, 7);
    return { version: 8 };
  }

  @Requires('profile:self')
  @Put('optionally-versioned')
  optionallyVersioned(@IfMatch({ optional: true }) seen?: number) {
    requireVersion(seen, 7);
    return { seen: seen ?? null };
  }

  @Requires('profile:self')
  @Idempotent()
  @Post('create')
  async create(@Body() body: ThingDto) {
    await ThingsController.gate;
    if (body.title === 'refused') throw problem('agent.not_available');
    ThingsController.created += 1;
    return { number: ThingsController.created, ...body };
  }

  @Requires('profile:self')
  @Idempotent({ required: true })
  @Post('create-safely')
  async createSafely(@Body() body: ThingDto, @Idempotency() idempotency: IdempotencyScope) {
    const answer = await this.transactions.run(async (tx) => {
      ThingsController.created += 1;
      const made = { number: ThingsController.created, ...body };
      await idempotency.store(tx, made);
      return made;
    });
    if (ThingsController.failAfterCommit) throw new Error('the process died here');
    return answer;
  }

  @Requires('chats:handle')
  @Post('tickets')
  async ticket(@CurrentUser() user: UserActor) {
    return { ticket: await this.tickets.issue(user, { shopIds: 'all' }) };
  }

  @Requires('chats:handle')
  @AcceptsTicket()
  @Get('stream')
  stream(@CurrentUser() user: UserActor, @TicketPurpose() purpose: unknown) {
    return { userId: user.userId, purpose: purpose ?? null };
  }

  @Internal()
  @Delete('internal/thing')
  internal(@CurrentActor() actor: Actor) {
    return actor;
  }
}
