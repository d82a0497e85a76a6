import type { ApiKeyState, MemberState } from '@switchboard/contracts';
import type { TestTokens } from '@switchboard/testing';

/** What identity answers about the members and keys it told of: it is asked whenever Redis is late or gone. */
export class KnownToIdentity {
  private readonly members = new Map<string, MemberState>();
  private readonly keys = new Map<string, ApiKeyState>();

  constructor(tokens: TestTokens) {
    tokens.answerInternal = (method, path, body) => {
      if (method !== 'POST' || path !== '/internal/v1/access-checks') return undefined;
      const asked = body as { accountId?: string; userId?: string; keyId?: string };
      if (asked.keyId !== undefined) return found(this.keys.get(asked.keyId));
      const member = this.members.get(asked.userId ?? '');
      return member?.accountId === asked.accountId ? found(member && { ...member, ended: false }) : undefined;
    };
  }

  member(member: MemberState): void {
    const known = this.members.get(member.userId);
    if (!known || known.version < member.version) this.members.set(member.userId, member);
  }

  key(key: ApiKeyState): void {
    this.keys.set(key.keyId, key);
  }
}

const found = (body: object | undefined) => body && { status: 200, body };
