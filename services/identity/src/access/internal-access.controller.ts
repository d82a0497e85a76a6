import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { systemActor, type MemberState, type ShopState } from '@switchboard/contracts';
import {
  AccessAuthority,
  IdParam,
  Internal,
  invalidInput,
  problem,
  type KeyAccess,
  type MemberCheck,
} from '@switchboard/http';
import { Database } from '@switchboard/persistence';
import { readShopRecord } from '../shops/shop-record.js';
import { memberStateOf, readMemberRecord } from '../users/member-record.js';
import { AccessCheckDto } from './access-check.dto.js';

/** What other services ask when their own copy lacks something, or Redis is gone. Never reachable at the edge. */
@ApiExcludeController()
@Controller('internal/v1')
@Internal()
export class InternalAccessController {
  constructor(
    private readonly authority: AccessAuthority,
    private readonly database: Database,
  ) {}

  /** The state of a shop, as its event carries it. */
  @Get('shops/:id')
  async shop(@IdParam('id') shopId: string): Promise<ShopState> {
    const shop = await readShopRecord(this.database, shopId);
    if (!shop) throw problem('not_found');
    return shop;
  }

  /** The state of a member, as its event carries it; pending ones are not there for anybody else. */
  @Get('memberships/:accountId/:userId')
  async membership(
    @IdParam('accountId') accountId: string,
    @IdParam('userId') userId: string,
  ): Promise<MemberState> {
    const record = await readMemberRecord(this.database, accountId, userId);
    if (!record || record.status === 'pending') throw problem('not_found');
    return memberStateOf(record, systemActor);
  }

  /** Status, rights and session of a member, or an API key, as they are at this moment. */
  @Post('access-checks')
  @HttpCode(200)
  async check(@Body() asked: AccessCheckDto): Promise<MemberCheck | KeyAccess> {
    const answer = await this.answer(asked);
    if (!answer) throw problem('not_found');
    return answer;
  }

  private answer({
    accountId,
    userId,
    sessionId,
    keyId,
  }: AccessCheckDto): Promise<MemberCheck | KeyAccess | undefined> {
    if (keyId && !accountId && !userId && !sessionId) return this.authority.key(keyId);
    if (accountId && userId && sessionId && !keyId)
      return this.authority.member(accountId, userId, sessionId);
    throw invalidInput('', 'one_of', 'Send accountId, userId and sessionId, or keyId alone');
  }
}
