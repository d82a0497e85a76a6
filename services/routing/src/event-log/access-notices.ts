import { Injectable, Logger } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { forShops } from '../presence/presence-leases.js';
import { EventLog } from './event-log.js';

/**
 * Announces to every process that a member's rights changed: streams opened with older rights end. While Redis is down
 * nothing is announced; each process also checks its streams' users on a timer.
 */
@Injectable()
export class AccessNotices {
  private readonly logger = new Logger(AccessNotices.name);

  constructor(private readonly log: EventLog) {}

  /** `shopIds`: those that the member has or had. */
  async publish({ userId, accessVersion }: MemberState, shopIds: readonly string[]): Promise<void> {
    try {
      await forShops(shopIds, (shopId) =>
        this.log.append(shopId, [{ kind: 'access', userId, accessVersion }]),
      );
    } catch (error) {
      this.logger.debug(
        { err: error },
        'a change of rights was not announced to open streams; they are checked on a timer',
      );
    }
  }
}
