import { Inject, Injectable, Logger } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { InternalHttp } from '@switchboard/http';
import { identitySettings, type IdentitySettings } from '../identity.settings.js';

/** What the answer of a change may carry beside its result. */
export type Warning = 'routing.unconfirmed';

const limitMs = 2_000;

/**
 * Hands routing a member's absolute state before the call is answered, so that nothing is assigned to them
 * from the moment it returned. No answer in two seconds: the change stands, and the event delivers it.
 */
@Injectable()
export class RoutingNotice {
  private readonly logger = new Logger(RoutingNotice.name);

  constructor(
    private readonly http: InternalHttp,
    @Inject(identitySettings) private readonly settings: IdentitySettings,
  ) {}

  async tell(member: MemberState): Promise<Warning[]> {
    try {
      const { status } = await this.http.call(this.settings.routingUrl, '/internal/v1/agents', {
        method: 'PUT',
        body: { member },
        timeoutMs: limitMs,
      });
      if (status < 300) return [];
      this.logger.warn({ status, userId: member.userId }, 'routing refused the state of a member');
    } catch {
      this.logger.warn(
        { userId: member.userId },
        'routing did not confirm the state of a member; the event will',
      );
    }
    return ['routing.unconfirmed'];
  }
}
