import type { OpenWord, Role } from '@switchboard/contracts';
import { errors, jwtVerify, SignJWT, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { problem, ProblemException } from '../problems/problem.js';

/** What an access token says about its bearer. Shop access is not in it: it comes from the projection. */
export interface AccessClaims {
  accountId: string;
  userId: string;
  sessionId: string;
  /** Rises with every change of status, role, grant or shop access of the member. */
  accessVersion: number;
  role: OpenWord<Role>;
  advanced: boolean;
}

/** Seconds that an access token lives. */
export const accessTokenSeconds = 300;

/** Who the tokens are for; a token of the same issuer for something else is refused. */
export const accessTokenAudience = 'switchboard';

const algorithms = ['EdDSA', 'ES256'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Signs an access token: identity's only way to make one, and the tests'. */
export async function signAccessToken(
  claims: AccessClaims,
  signing: {
    key: CryptoKey;
    keyId: string;
    algorithm: 'EdDSA' | 'ES256';
    issuer: string;
    lifetimeSeconds?: number;
  },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    account: claims.accountId,
    sid: claims.sessionId,
    ver: claims.accessVersion,
    role: claims.role,
    adv: claims.advanced,
  })
    .setProtectedHeader({ alg: signing.algorithm, kid: signing.keyId, typ: 'at+jwt' })
    .setSubject(claims.userId)
    .setIssuer(signing.issuer)
    .setAudience(accessTokenAudience)
    .setIssuedAt(now)
    .setExpirationTime(now + (signing.lifetimeSeconds ?? accessTokenSeconds))
    .sign(signing.key);
}

/** Verifies signature, issuer, audience, type and time. Throws the problem that the caller is answered. */
export async function readAccessToken(
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      audience: accessTokenAudience,
      typ: 'at+jwt',
      requiredClaims: ['sub', 'exp', 'iat', 'sid'],
      clockTolerance: 5,
    });
    const claims = toClaims(payload);
    if (!claims) throw problem('auth.token_invalid');
    return claims;
  } catch (error) {
    throw toTokenProblem(error);
  }
}

function toClaims(payload: Record<string, unknown>): AccessClaims | undefined {
  const { sub, account, sid, ver, role, adv } = payload;
  const ids = [sub, account, sid];
  if (!ids.every((id) => typeof id === 'string' && uuid.test(id))) return undefined;
  if (!Number.isSafeInteger(ver) || typeof adv !== 'boolean') return undefined;
  if (typeof role !== 'string') return undefined;
  const [userId, accountId, sessionId] = ids as [string, string, string];
  return { accountId, userId, sessionId, accessVersion: ver as number, role, advanced: adv };
}

function toTokenProblem(error: unknown): Error {
  if (error instanceof ProblemException) return error;
  return problem(error instanceof errors.JWTExpired ? 'auth.token_expired' : 'auth.token_invalid');
}
