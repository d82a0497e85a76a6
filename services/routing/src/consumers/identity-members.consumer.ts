import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { ApplyAgentStates } from '../agents/apply-agent-states.js';
import { AccessNotices } from '../stream/access-notices.js';

/** identity.members.v1: who may call, and who may get chats. */
@Controller()
export class IdentityMembersConsumer {
  constructor(
    private readonly database: Database,
    private readonly access: AccessProjection,
    private readonly agents: ApplyAgentStates,
    private readonly notices: AccessNotices,
  ) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.access.applyMember(this.database, data);
    await this.notices.tell(data, await this.agents.member(data));
  }
}
