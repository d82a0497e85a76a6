import { Injectable } from '@nestjs/common';
import type { AgentProfileState, MemberState } from '@switchboard/contracts';
import { Database, statement, type Statement } from '@switchboard/persistence';
import { CapacityChanges, type CapacityChange } from '../assignment/capacity-changes.js';
import { RequeueLostChats, type LostAgent } from './requeue-lost-chats.js';

interface Applied {
  applied: boolean;
  shops: CapacityChange[];
  lost: [shopId: string, agentId: string][];
}

const applyMember = statement('apply_member', 'select apply_member_v1($1) as answer');
const applyProfile = statement('apply_profile', 'select apply_profile_v1($1) as answer');

/** A state may concern thousands of agents or shops: it takes longer then, but is not refused every time. */
export const ofAnySizeMs = 20_000;

/**
 * The fence. Identity's and team's states of people reach routing here, by PUT /internal/v1/agents before their
 * call answers and again by the event with the same version: once it returned, no later commit assigns against it.
 * A state that is not newer changes nothing, but what follows the commit is done again.
 */
@Injectable()
export class ApplyAgentStates {
  constructor(
    private readonly database: Database,
    private readonly changes: CapacityChanges,
    private readonly requeue: RequeueLostChats,
  ) {}

  /** Identity's state of a member, for every shop they may work in; answers the shops in which it was news. */
  async member(member: MemberState): Promise<string[]> {
    const { applied, shops } = await this.apply(applyMember, member);
    return applied ? shops.map(({ shop }) => shop) : [];
  }

  /** Team's states of agents, shop by shop. */
  async profiles(profiles: readonly AgentProfileState[]): Promise<void> {
    const keyOf = ({ shopId, userId }: AgentProfileState) => `${shopId}:${userId}`;
    const ordered = [...profiles].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (const profile of ordered) await this.apply(applyProfile, profile);
  }

  private async apply(statement: Statement, state: MemberState | AgentProfileState): Promise<Applied> {
    const [row] = await this.database.queryWithin<{ answer: Applied }>(ofAnySizeMs, statement, [
      JSON.stringify(state),
    ]);
    const { shops, lost } = row!.answer;
    await this.changes.follow(shops);
    // The fence stands; their chats move on without making the caller wait.
    this.requeue.start(lost.map(([shopId, agentId]): LostAgent => ({ shopId, agentId })));
    return row!.answer;
  }
}
