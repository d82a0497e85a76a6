import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';
import { TakeMember } from '../agents/take-member.js';

/** identity.members.v1: who may call, and who may get chats. */
@Controller()
export class IdentityMembersConsumer {
  constructor(
    private readonly database: Database,
    private readonly access: AccessProjection,
    private readonly members: TakeMember,
  ) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.access.applyMember(this.database, data);
    await this.members.run(data);
  }
}
