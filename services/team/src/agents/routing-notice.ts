import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AgentProfileState, InternalAgents } from '@switchboard/contracts';
import { InternalHttp } from '@switchboard/http';
import { teamSettings, type TeamSettings } from '../team.settings.js';

const LIMIT_MS = 2_000;

/**
 * Hands routing an agent's absolute state before the call is answered, so that "from the moment the call returned"
 * holds. No answer in two seconds: the change stands, and the event with the same version delivers it.
 */
@Injectable()
export class RoutingNotice {
  private readonly logger = new Logger(RoutingNotice.name);

  constructor(
    private readonly http: InternalHttp,
    @Inject(teamSettings) private readonly settings: TeamSettings,
  ) {}

  /** Whether routing has confirmed it. */
  async confirm(agent: AgentProfileState): Promise<boolean> {
    const { shopId, userId } = agent;
    const body: InternalAgents = { agents: [agent] };
    try {
      const request = { method: 'PUT', body, timeoutMs: LIMIT_MS } as const;
      const { status } = await this.http.call(this.settings.routingUrl, '/internal/v1/agents', request);
      if (status < 300) return true;
      this.logger.error({ status, shopId, userId }, 'routing refused the state of an agent');
    } catch {
      this.logger.warn({ shopId, userId }, 'routing did not confirm the state of an agent; the event will');
    }
    return false;
  }
}
