import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, IfMatch, Requires, WithETag, type UserActor } from '@switchboard/http';
import { PutLimit } from './put-limit.js';
import { LimitDto, LimitValuesDto, UsageDto, UsageQueryDto, UsageShopQuery } from './usage.dto.js';
import { UsageReader } from './usage.query.js';

/** What providers were given, and what they may be given. */
@ApiTags('translation')
@Controller('v1/translation')
@Requires('account:manage')
export class UsageController {
  constructor(
    private readonly usage: UsageReader,
    private readonly putLimit: PutLimit,
  ) {}

  /** Characters per day and provider. */
  @Get('usage')
  @ApiOkResponse({ type: UsageDto })
  async listUsage(
    @CurrentUser() user: UserActor,
    @Query() { shopId, from, to }: UsageQueryDto,
  ): Promise<UsageDto> {
    return { items: await this.usage.days(user.accountId, shopId, from, to) };
  }

  /** The shop's monthly limit. */
  @Get('limits')
  @WithETag()
  @ApiOkResponse({ type: LimitDto })
  async readTranslationLimit(
    @CurrentUser() user: UserActor,
    @Query() { shopId }: UsageShopQuery,
  ): Promise<LimitDto> {
    return { shopId, ...(await this.usage.limit(user.accountId, shopId)) };
  }

  /** Sets or lifts it. Above the limit nothing more is translated until the month ends; the cache still answers. */
  @Put('limits')
  @WithETag()
  @ApiOkResponse({ type: LimitDto })
  async updateTranslationLimit(
    @CurrentUser() user: UserActor,
    @Query() { shopId }: UsageShopQuery,
    @Body() { monthlyCharacters }: LimitValuesDto,
    @IfMatch({ optional: true }) seen: number | undefined,
  ): Promise<LimitDto> {
    const { accountId, userId } = user;
    return { shopId, ...(await this.putLimit.put({ accountId, shopId, userId, monthlyCharacters, seen })) };
  }
}
