import { Injectable } from '@nestjs/common';
import { agentProfileState, type AgentProfileState, type EventActor } from '@switchboard/contracts';
import { problem, requireVersion, RoutingNotice } from '@switchboard/http';
import { auditEvent, Outbox, stateEvent } from '@switchboard/messaging';
import { databaseTime, TransactionRunner, type Transaction } from '@switchboard/persistence';
import type { AgentKey } from './agent.entity.js';
import { lockAgent, updateAgent } from './agent-record.js';
import type { AgentWarning, AgentChangesDto, ChangedAgentDto } from './agent.dto.js';
import { FindAgent } from './find-agent.query.js';
import { RECOMMENDED_CAPACITY } from './new-agent.js';
import { requestNickname } from './request-nickname.js';

/** A wish to change one agent, and who has it. */
export interface AgentChange {
  key: AgentKey;
  edit: AgentChangesDto;
  /** From If-Match, where it was sent. */
  seen: number | undefined;
  actor: EventActor;
}

/**
 * Changes nickname, capacity, accepting. Routing has the new state before this answers, or the answer warns.
 * Throws `not_found`, `version.stale`.
 */
@Injectable()
export class EditAgent {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly findAgent: FindAgent,
    private readonly outbox: Outbox,
    private readonly routing: RoutingNotice,
  ) {}

  async run(change: AgentChange): Promise<ChangedAgentDto> {
    await this.findAgent.require(change.key);
    const state = await this.transactions.run((tx) => this.change(tx, change));
    // Also where nothing changed: a repeated call confirms what routing missed the first time.
    const confirmed = await this.routing.confirm({ agents: [state] });
    return { ...(await this.findAgent.require(change.key)), warnings: warningsOf(change.edit, confirmed) };
  }

  private async change(tx: Transaction, { key, edit, seen, actor }: AgentChange): Promise<AgentProfileState> {
    const agent = await lockAgent(tx, key);
    if (!agent) throw problem('not_found');
    requireVersion(seen, agent.version);

    const at = await databaseTime(tx);
    const { nickname, maxCapacity, acceptChats } = edit;
    const wish = nickname === undefined ? undefined : await requestNickname(tx, agent, nickname, actor, at);
    const changes = agent.apply({ nickname: wish?.nickname, maxCapacity, acceptChats });
    if (!changes && !wish?.reviewChanged) return agent.toState();

    agent.changedBy(actor, at);
    await updateAgent(tx, agent);
    const entry = auditEvent({
      accountId: key.accountId,
      shopId: key.shopId,
      actor,
      action: 'agent.updated',
      target: { kind: 'agent', id: key.userId },
      before: { ...changes?.before },
      after: {
        ...changes?.after,
        ...(wish?.reviewChanged && { requestedNickname: wish.waitingFor ?? null }),
      },
      at,
    });
    const state = agent.toState();
    await this.outbox.append(tx, [stateEvent(agentProfileState, state), entry]);
    return state;
  }
}

function warningsOf({ maxCapacity }: AgentChangesDto, confirmed: boolean): AgentWarning[] {
  const low = maxCapacity !== undefined && maxCapacity < RECOMMENDED_CAPACITY;
  return [
    ...(low ? (['team.capacity_below_recommended'] as const) : []),
    ...(confirmed ? [] : (['routing.unconfirmed'] as const)),
  ];
}
