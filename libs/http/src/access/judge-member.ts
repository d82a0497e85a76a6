import type { ProblemCode } from '../problems/problem-catalogue.js';
import type { MemberAccess, MemberCheck } from './access-directory.js';
import type { MirrorReading } from './access-mirror.js';

/** What becomes of a request with a genuine, unexpired token. */
export type Verdict =
  { kind: 'let-in'; member: MemberAccess } | { kind: 'refuse'; code: ProblemCode } | { kind: 'ask-identity' };

const refuse = (code: ProblemCode): Verdict => ({ kind: 'refuse', code });

/**
 * The order of RELIABILITY, "Security": session ended or member deleted; deactivated; token older than the
 * newest that is known; token newer than the projection. Knowledge older than the token decides nothing:
 * identity is asked, and so it is when the mirror cannot be read or may have forgotten something.
 */
export function judgeMember(
  token: { accessVersion: number },
  known: MemberAccess | undefined,
  mirror: MirrorReading | undefined,
  whileDeactivated: boolean,
): Verdict {
  if (!mirror) return { kind: 'ask-identity' };
  if (mirror.sessionEnded) return refuse('auth.session_ended');
  const newest = newer(known, mirror.member);
  if (!newest || token.accessVersion > newest.accessVersion) return { kind: 'ask-identity' };
  if (isGone(newest)) return refuse('auth.session_ended');
  if (newest.status === 'deactivated' && !whileDeactivated) return refuse('membership.deactivated');
  if (token.accessVersion < newest.accessVersion) return refuse('auth.token_outdated');
  if (!known || token.accessVersion > known.accessVersion) return { kind: 'ask-identity' };
  return { kind: 'let-in', member: known };
}

/** The same order over identity's own answer, which is never too old. */
export function judgeCheck(
  token: { accessVersion: number },
  check: MemberCheck | undefined,
  whileDeactivated: boolean,
): Exclude<Verdict, { kind: 'ask-identity' }> {
  const refused = (code: ProblemCode) => ({ kind: 'refuse', code }) as const;
  if (!check || check.ended || isGone(check)) return refused('auth.session_ended');
  if (check.status === 'deactivated' && !whileDeactivated) return refused('membership.deactivated');
  if (token.accessVersion !== check.accessVersion) return refused('auth.token_outdated');
  return { kind: 'let-in', member: check };
}

type Standing = Pick<MemberAccess, 'status' | 'accessVersion'>;

/** Deleted, erased, or what only a newer release knows: only active and deactivated members have a session. */
const isGone = ({ status }: Standing) => status !== 'active' && status !== 'deactivated';

function newer(known: Standing | undefined, mirrored: Standing | undefined): Standing | undefined {
  if (!known || !mirrored) return known ?? mirrored;
  return mirrored.accessVersion > known.accessVersion ? mirrored : known;
}
