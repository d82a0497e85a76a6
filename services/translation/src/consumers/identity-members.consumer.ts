import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { RecordMember } from '../readers/record-member.js';

/** identity.members.v1: who may read what, and in which language. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityMembersConsumer {
  constructor(private readonly recordMember: RecordMember) {}

  @OnEvent(memberState)
  async handle({ data }: IncomingEvent<typeof memberState>): Promise<void> {
    await this.recordMember.record(data);
  }
}
