import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  agentProfileState,
  memberState,
  problemsForConsumer,
  type AgentProfileState,
  type DataProblem,
  type MemberState,
} from '@switchboard/contracts';
import { invalid } from '@switchboard/http';

/** `{member}` or `{agents}`: the data of the events that follow. */
export type AgentStates =
  { member: MemberState; agents?: undefined } | { agents: AgentProfileState[]; member?: undefined };

/** Profiles in one call at most. */
const maxAgents = 100;

/** Holds the body to the same definitions as the events: one rule for both ways. */
@Injectable()
export class InternalAgentsPipe implements PipeTransform<unknown, AgentStates> {
  transform(body: unknown): AgentStates {
    const { member, agents } = (body ?? {}) as { member?: unknown; agents?: unknown };
    if (member !== undefined && agents === undefined) {
      refuse(problemsForConsumer(memberState, member), '/member');
      return { member: member as MemberState };
    }
    if (member !== undefined || !Array.isArray(agents) || agents.length < 1 || agents.length > maxAgents) {
      refuse([{ path: '', message: `must be {member} or {agents}, 1 to ${maxAgents} of them` }], '');
    }
    (agents as unknown[]).forEach((agent, i) =>
      refuse(problemsForConsumer(agentProfileState, agent), `/agents/${i}`),
    );
    return { agents: agents as AgentProfileState[] };
  }
}

function refuse(problems: readonly DataProblem[], at: string): void {
  if (problems.length === 0) return;
  const errors = problems.map(({ path, message }) => ({
    path: `${at}${path}`,
    code: 'wrong_format' as const,
    message,
  }));
  throw invalid(errors);
}
