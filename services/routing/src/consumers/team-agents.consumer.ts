import { Controller } from '@nestjs/common';
import { agentProfileState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { ApplyAgentStates } from '../agents/apply-agent-states.js';
import { ShopNotices } from '../event-log/shop-notices.js';

/** team.agents.v1: nickname, picture, capacity, accepting. */
@Controller()
export class TeamAgentsConsumer {
  constructor(
    private readonly agents: ApplyAgentStates,
    private readonly notices: ShopNotices,
  ) {}

  @OnEvent(agentProfileState)
  async handle({ id, data }: IncomingEvent<typeof agentProfileState>): Promise<void> {
    await this.agents.profiles([data]);
    await this.notices.publish(data.shopId, [{ id, kind: 'agent', agentId: data.userId }]);
  }
}
