import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { AccessNotices } from '../event-log/access-notices.js';
import { ApplyAgentStates } from './apply-agent-states.js';

/** Identity's state of a member, by the internal route or as an event: first the fence, then their open streams are notified. */
@Injectable()
export class TakeMember {
  constructor(
    private readonly agents: ApplyAgentStates,
    private readonly notices: AccessNotices,
  ) {}

  /** Once it returned, no later assignment goes against the state. */
  async run(member: MemberState): Promise<void> {
    const shopIds = await this.agents.member(member);
    await this.notices.publish(member, shopIds);
  }
}
