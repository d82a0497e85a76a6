import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TakeMember } from '../readers/take-member.js';

/** identity.members.v1: who may read what, and in which language. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityMembersConsumer {
  constructor(private readonly takeMember: TakeMember) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.takeMember.run(data);
  }
}
