import { Inject, Injectable } from '@nestjs/common';
import { httpSettings, type HttpSettings } from '../http.settings.js';
import { problem } from '../problems/problem.js';
import { AccessAuthority, AccessDirectory, type MemberAccess } from './access-directory.js';
import { AccessMirror } from './access-mirror.js';
import { readAccessToken, type AccessClaims } from './access-token.js';
import type { UserActor } from './actor.js';
import { judgeCheck, judgeMember, type Verdict } from './judge-member.js';
import { SigningKeys } from './signing-keys.js';

/** Lets in the bearer of an access token, with the rights of this moment. */
@Injectable()
export class MemberGate {
  constructor(
    @Inject(httpSettings) private readonly settings: HttpSettings,
    private readonly keys: SigningKeys,
    private readonly directory: AccessDirectory,
    private readonly mirror: AccessMirror,
    private readonly authority: AccessAuthority,
  ) {}

  /** Throws the problem to answer; `whileDeactivated`: the route is open to a deactivated member too. */
  async admit(token: string, whileDeactivated: boolean): Promise<UserActor> {
    const claims = await readAccessToken(token, this.keys.find, this.settings.issuer);
    return toActor(claims, await this.standing(claims, whileDeactivated));
  }

  /** Judges a caller again, for what outlives its request (a ticket, a live stream). Throws as `admit` does. */
  async standing(claims: TokenIdentity, whileDeactivated = false): Promise<MemberAccess> {
    const { accountId, userId, sessionId } = claims;
    let verdict: Verdict = { kind: 'ask-identity' };
    if (!this.authority.isLocal) {
      const [known, mirror] = await Promise.all([
        this.directory.member(accountId, userId),
        this.mirror.readMember(accountId, userId, sessionId),
      ]);
      verdict = judgeMember(claims, known, mirror, whileDeactivated);
    }
    if (verdict.kind === 'ask-identity') {
      const check = await this.authority.member(accountId, userId, sessionId);
      verdict = judgeCheck(claims, check, whileDeactivated);
    }
    if (verdict.kind === 'let-in') return verdict.member;
    throw problem(verdict.code);
  }
}

/** The part of a token that is judged; a `UserActor` is one too. */
export type TokenIdentity = Pick<AccessClaims, 'accountId' | 'userId' | 'sessionId' | 'accessVersion'>;

/** The actor of claims and the rights they were found to have. */
export function toActor(claims: TokenIdentity, member: MemberAccess): UserActor {
  return {
    kind: 'user',
    accountId: member.accountId,
    userId: member.userId,
    sessionId: claims.sessionId,
    role: member.role,
    advanced: member.advanced,
    language: member.language ?? undefined,
    shopAccess: member.shopAccess,
    status: member.status === 'deactivated' ? 'deactivated' : 'active',
    accessVersion: member.accessVersion,
  };
}
