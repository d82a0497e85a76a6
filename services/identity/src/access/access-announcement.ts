import { Injectable } from '@nestjs/common';
import type { MemberState } from '@switchboard/contracts';
import { AccessMirror, problem, RoutingNotice } from '@switchboard/http';

/** What the answer of a change may carry beside its result. */
export type Warning = 'routing.unconfirmed';

/** What has been committed and must be known elsewhere before the caller is answered. */
export interface AccessChange {
  /** The member's new state. */
  member?: MemberState;
  /** Sessions that have ended. */
  endedSessions?: string[];
  /** API keys that have been revoked. */
  revokedKeys?: string[];
  /** Status or shop access has changed: routing must know it too. */
  concernsRouting?: boolean;
}

/**
 * The step between a commit and its answer. The change stands whatever happens here: a mirror that cannot
 * be written answers 503 (a repeat is safe, and the marks are written again every five seconds anyhow),
 * a routing that does not answer is a warning.
 */
@Injectable()
export class AccessAnnouncement {
  constructor(
    private readonly mirror: AccessMirror,
    private readonly routing: RoutingNotice,
  ) {}

  async announce(change: AccessChange): Promise<Warning[]> {
    const { member, concernsRouting } = change;
    const told = !member || !concernsRouting || this.routing.confirm({ member });
    const [mirrored, confirmed] = await Promise.allSettled([this.writeMarks(change), told]);
    if (mirrored.status === 'rejected') {
      throw problem(
        'dependency.unavailable',
        {
          detail: 'The change is made, but may not bite everywhere yet: repeat the call.',
          retryAfterSeconds: 1,
        },
        { cause: mirrored.reason },
      );
    }
    return confirmed.status === 'fulfilled' && confirmed.value ? [] : ['routing.unconfirmed'];
  }

  private async writeMarks({ member, endedSessions = [], revokedKeys = [] }: AccessChange): Promise<void> {
    await Promise.all([
      member && this.mirror.writeMember(member),
      ...endedSessions.map((sessionId) => this.mirror.endSession(sessionId)),
      ...revokedKeys.map((keyId) => this.mirror.revokeKey(keyId)),
    ]);
  }
}
