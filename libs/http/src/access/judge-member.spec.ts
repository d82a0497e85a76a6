import fc from 'fast-check';
import type { MemberAccess, MemberCheck } from './access-directory.js';
import type { MirrorReading } from './access-mirror.js';
import { judgeCheck, judgeMember } from './judge-member.js';

const status = fc.constantFrom('active', 'deactivated', 'deleted') as fc.Arbitrary<MemberAccess['status']>;
const accessVersion = fc.integer({ min: 1, max: 6 });
const standing = fc.record({ status, accessVersion });

const asMember = (known: { status: MemberAccess['status']; accessVersion: number }): MemberAccess => ({
  accountId: 'a',
  userId: 'u',
  role: 'agent',
  advanced: false,
  shopAccess: 'all',
  language: null,
  version: known.accessVersion,
  ...known,
});

const knowledge = fc.record({
  token: fc.record({ accessVersion }),
  known: fc.option(standing.map(asMember), { nil: undefined }),
  mirror: fc.option(
    fc.record({ sessionEnded: fc.boolean(), member: fc.option(standing, { nil: undefined }) }),
    { nil: undefined },
  ) as fc.Arbitrary<MirrorReading | undefined>,
  whileDeactivated: fc.boolean(),
});

describe('judging a member', () => {
  it('never lets in on a guess: only the projection at the very version of the token, a readable mirror, nothing newer', () => {
    fc.assert(
      fc.property(knowledge, ({ token, known, mirror, whileDeactivated }) => {
        const verdict = judgeMember(token, known, mirror, whileDeactivated);
        if (verdict.kind !== 'let-in') return;
        expect(verdict.member).toBe(known);
        expect(known!.accessVersion).toBe(token.accessVersion);
        expect(known!.status).toBe(
          known!.status === 'deactivated' && whileDeactivated ? 'deactivated' : 'active',
        );
        expect(mirror!.sessionEnded).toBe(false);
        expect(mirror!.member?.accessVersion ?? 0).toBeLessThanOrEqual(token.accessVersion);
      }),
      { numRuns: 2000 },
    );
  });

  it('asks identity whenever the mirror cannot be read', () => {
    fc.assert(
      fc.property(knowledge, ({ token, known, whileDeactivated }) => {
        expect(judgeMember(token, known, undefined, whileDeactivated).kind).toBe('ask-identity');
      }),
    );
  });

  it('refuses an ended session before anything else', () => {
    fc.assert(
      fc.property(knowledge, standing, ({ token, known }, member) => {
        expect(judgeMember(token, known, { sessionEnded: true, member }, true)).toEqual({
          kind: 'refuse',
          code: 'auth.session_ended',
        });
      }),
    );
  });

  it.each([
    ['deleted', 'auth.session_ended'],
    ['erased', 'auth.session_ended'],
    ['a_word_of_a_newer_release', 'auth.session_ended'],
    ['deactivated', 'membership.deactivated'],
    ['active', 'auth.token_outdated'],
  ] as const)('newer knowledge that says %s: %s', (newStatus, code) => {
    const newer = { status: newStatus, accessVersion: 4 };
    const older = asMember({ status: 'active', accessVersion: 3 });
    const refusal = { kind: 'refuse', code };
    expect(judgeMember({ accessVersion: 3 }, older, { sessionEnded: false, member: newer }, false)).toEqual(
      refusal,
    );
    expect(judgeMember({ accessVersion: 3 }, asMember(newer), { sessionEnded: false }, false)).toEqual(
      refusal,
    );
  });

  it('does not hold old news against a newer token', () => {
    const known = asMember({ status: 'deleted', accessVersion: 3 });
    expect(judgeMember({ accessVersion: 4 }, known, { sessionEnded: false }, false).kind).toBe(
      'ask-identity',
    );
  });

  it("takes identity's answer in the same order", () => {
    const check = (said: Partial<MemberCheck>): MemberCheck => ({
      ...asMember({ status: 'active', accessVersion: 4 }),
      ended: false,
      ...said,
    });
    const verdict = (said: Partial<MemberCheck>) => {
      const judged = judgeCheck({ accessVersion: 4 }, check(said), false);
      return judged.kind === 'refuse' ? judged.code : judged.kind;
    };
    expect(judgeCheck({ accessVersion: 4 }, undefined, true)).toMatchObject({ code: 'auth.session_ended' });
    expect(verdict({})).toBe('let-in');
    expect(verdict({ ended: true, status: 'deactivated' })).toBe('auth.session_ended');
    expect(verdict({ status: 'deleted', accessVersion: 5 })).toBe('auth.session_ended');
    expect(verdict({ status: 'deactivated', accessVersion: 5 })).toBe('membership.deactivated');
    expect(verdict({ accessVersion: 5 })).toBe('auth.token_outdated');
  });
});
