import { Injectable } from '@nestjs/common';
import { memberState, type EventActor, type MemberState } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { memberStateOf, type MemberRecord } from './member-record.js';

/** Publishes members, whole, in the transaction of their change. */
@Injectable()
export class MemberStates {
  constructor(private readonly outbox: Outbox) {}

  /** From activation on; a pending member has no state that anybody else may see. */
  async publish(tx: Queryable, record: MemberRecord, actor: EventActor): Promise<MemberState> {
    const state = memberStateOf(record, actor);
    await this.outbox.append(tx, [event(memberState, state, { accountId: record.account_id })]);
    return state;
  }
}
