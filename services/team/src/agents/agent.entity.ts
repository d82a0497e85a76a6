import type { AgentProfileState, EventActor } from '@switchboard/contracts';

/** Names one agent: the account is the caller's, so that another tenant's ids find nothing. */
export interface AgentKey {
  accountId: string;
  shopId: string;
  userId: string;
}

/** What may be edited at once; absent: stays. A nickname here is one that takes effect. */
export interface AgentEdit {
  nickname?: string | undefined;
  maxCapacity?: number | undefined;
  acceptChats?: boolean | undefined;
}

/** A member as an agent of one shop. Its row is kept while the member is away, for a return. */
export class Agent {
  accountId: string;

  shopId: string;

  userId: string;

  /** The effective one: what customers see. */
  nickname: string;

  avatarHash: string | null;

  maxCapacity: number;

  acceptChats: boolean;

  /** The review shown beside the agent, pending or rejected. */
  reviewId: string | null;

  version: number;

  updatedAt: Date;

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

  /** Marks the change; every answer, event and ETag carries the version. */
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
