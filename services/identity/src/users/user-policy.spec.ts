import { assertMayChange, resolveRights, sameShops } from './user-policy.js';
import type { MemberRecord } from './member-record.js';

const target = (fields: Partial<MemberRecord>) =>
  ({ user_id: 'b', role: 'agent', ...fields }) as MemberRecord;

describe('who may be changed', () => {
  it('protects the owner from everybody, also from themselves', () => {
    const owner = target({ user_id: 'o', role: 'owner' });
    expect(() => assertMayChange({ userId: 'a' }, owner)).toThrow(
      expect.objectContaining({ code: 'user.owner_protected' }),
    );
    expect(() => assertMayChange({ userId: 'o' }, owner)).toThrow(
      expect.objectContaining({ code: 'user.owner_protected' }),
    );
  });

  it('refuses a change of oneself, and allows one of everybody else', () => {
    expect(() => assertMayChange({ userId: 'b' }, target({ role: 'admin' }))).toThrow(
      expect.objectContaining({ code: 'user.self_forbidden' }),
    );
    expect(() => assertMayChange({ userId: 'a' }, target({ role: 'admin' }))).not.toThrow();
  });
});

describe('the rights that follow', () => {
  const agent = { role: 'agent' as const, advanced: true, shopAccess: ['s1'] };
  const admin = { role: 'admin' as const, advanced: false, shopAccess: 'all' as const };

  it.each([
    [
      'a new agent has every shop and no grant',
      { role: 'agent' as const },
      undefined,
      { role: 'agent', advanced: false, shopAccess: 'all' },
    ],
    [
      'what is left out stays',
      { advanced: false },
      agent,
      { role: 'agent', advanced: false, shopAccess: ['s1'] },
    ],
    ['promoted: every shop, no grant', { role: 'admin' as const }, agent, admin],
    [
      'demoted: keeps the shops, loses the authority',
      { role: 'agent' as const },
      admin,
      { role: 'agent', advanced: false, shopAccess: 'all' },
    ],
    [
      'demoted with the grant',
      { role: 'agent' as const, advanced: true },
      admin,
      { role: 'agent', advanced: true, shopAccess: 'all' },
    ],
    [
      'an administrator may be given "all"',
      { role: 'admin' as const, shopAccess: 'all' as const },
      agent,
      admin,
    ],
  ])('%s', (_name, request, before, expected) => {
    expect(resolveRights(request, before)).toEqual(expected);
  });

  it('refuses a list of shops and the grant for administrators', () => {
    expect(() => resolveRights({ role: 'admin', shopAccess: ['s1'] })).toThrow(
      expect.objectContaining({ code: 'membership.admin_has_all_shops' }),
    );
    expect(() => resolveRights({ shopAccess: ['s1'] }, admin)).toThrow(
      expect.objectContaining({ code: 'membership.admin_has_all_shops' }),
    );
    expect(() => resolveRights({ advanced: true }, admin)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('compares shops as sets', () => {
    expect(sameShops(['a', 'b'], ['b', 'a'])).toBe(true);
    expect(sameShops(['a'], ['a', 'b'])).toBe(false);
    expect(sameShops('all', ['a'])).toBe(false);
    expect(sameShops('all', 'all')).toBe(true);
  });
});
