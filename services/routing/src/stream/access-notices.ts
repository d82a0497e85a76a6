import { Injectable, Logger } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { forShops } from '../presence/presence-leases.js';
import { EventLog } from './event-log.js';

/**
 * Tells every process that a member's rights changed: streams that were opened with older ones end at once. While
 * Redis is away nothing is told; each process looks at its streams' users now and then anyway.
 */
@Injectable()
export class AccessNotices {
  private readonly logger = new Logger(AccessNotices.name);

  constructor(private readonly log: EventLog) {}

  /** `shopIds`: those that the member has or had. */
  async tell({ userId, accessVersion }: MemberState, shopIds: readonly string[]): Promise<void> {
    try {
      await forShops(shopIds, (shopId) =>
        this.log.append(shopId, [{ kind: 'access', userId, accessVersion }]),
      );
    } catch (error) {
      this.logger.debug(
        { err: error },
        'a change of rights could not be told to open streams; they find out',
      );
    }
  }
}
