import type { AgentProfileState, EventActor } from '@switchboard/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What may be edited at once; absent: stays. A nickname here is one that takes effect. */
export interface AgentEdit {
  nickname?: string | undefined;
  maxCapacity?: number | undefined;
  acceptChats?: boolean | undefined;
}

/** A member as an agent of one shop. Its row is kept while the member is away, for a return. */
@Entity('agent')
export class Agent {
  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('uuid', { name: 'shop_id' })
  shopId: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** The effective one: what customers see. */
  @Column('text')
  nickname: string;

  @Column('text', { name: 'avatar_hash', nullable: true })
  avatarHash: string | null;

  @Column('int', { name: 'max_capacity' })
  maxCapacity: number;

  @Column('boolean', { name: 'accept_chats' })
  acceptChats: boolean;

  /** The review shown beside the agent, pending or rejected. */
  @Column('uuid', { name: 'review_id', nullable: true })
  reviewId: string | null;

  @Column('bigint')
  version: number;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Column('jsonb', { name: 'updated_by' })
  updatedBy: EventActor;

  /** Takes the edit over and answers what was different before, and after. Nothing different: undefined. */
  apply(edit: AgentEdit): { before: AgentEdit; after: AgentEdit } | undefined {
    const changed = (['nickname', 'maxCapacity', 'acceptChats'] as const).filter(
      (field) => edit[field] !== undefined && edit[field] !== this[field],
    );
    if (changed.length === 0) return undefined;
    const pick = (from: AgentEdit) =>
      Object.fromEntries(changed.map((field) => [field, from[field]])) as AgentEdit;
    const before = pick(this);
    Object.assign(this, pick(edit));
    return { before, after: pick(edit) };
  }

  /** Marks the change; every answer, event and ETag tells the version. */
  changedBy(actor: EventActor, at: Date): void {
    this.version += 1;
    this.updatedBy = actor;
    this.updatedAt = at;
  }

  /** The state as it is published and handed to routing. */
  toState(): AgentProfileState {
    const { accountId, shopId, userId, nickname, avatarHash, maxCapacity, acceptChats, version } = this;
    const profile = { accountId, shopId, userId, nickname, avatarHash, maxCapacity, acceptChats, version };
    return { ...profile, actor: this.updatedBy, occurredAt: this.updatedAt.toISOString() };
  }
}
