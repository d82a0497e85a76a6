import { Inject, Injectable, Logger } from '@nestjs/common';
import type { InternalAgents } from '@switchboard/contracts';
import { httpSettings, type HttpSettings } from '../http.settings.js';
import { InternalHttp } from './internal-http.js';

const limitMs = 2_000;

/**
 * Hands routing the absolute state of a member or of agents before the call that changed it is answered, so that
 * "from the moment the call returned" holds. No answer in two seconds: the change stands, and the event with the same
 * version delivers it.
 */
@Injectable()
export class RoutingNotice {
  private readonly logger = new Logger(RoutingNotice.name);

  constructor(
    @Inject(httpSettings) private readonly settings: HttpSettings,
    private readonly http: InternalHttp,
  ) {}

  /** Whether routing has confirmed the state. Where it has not, the answer warns: `routing.unconfirmed`. */
  async confirm(state: InternalAgents): Promise<boolean> {
    const { routingUrl } = this.settings;
    if (!routingUrl) throw new Error('routingUrl is not set: routing cannot be called');
    const about =
      'member' in state
        ? { userId: state.member.userId }
        : { agents: state.agents.map(({ shopId, userId }) => ({ shopId, userId })) };
    try {
      const request = { method: 'PUT', body: state, timeoutMs: limitMs } as const;
      const { status } = await this.http.call(routingUrl, '/internal/v1/agents', request);
      if (status < 300) return true;
      this.logger.error({ status, ...about }, 'routing refused a state');
    } catch {
      this.logger.warn(about, 'routing did not confirm a state; the event will');
    }
    return false;
  }
}
