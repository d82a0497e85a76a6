import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TakeMember } from '../membership/take-member.js';

/** identity.members.v1: who is a member of which shop. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityMembersConsumer {
  constructor(private readonly takeMember: TakeMember) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.takeMember.run(data);
  }
}
