import { HttpException } from '@nestjs/common';
import { CursorError } from '@switchboard/persistence';
import { problemCatalogue } from './problem-catalogue.js';
import { problem } from './problem.js';
import { toProblem } from './to-problem.js';

describe('the catalogue', () => {
  it.each(Object.entries(problemCatalogue))(
    '%s has an error status and a title',
    (code, { status, title }) => {
      expect(code).toMatch(/^[a-z_]+(\.[a-z_]+)?$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    },
  );

  it('keeps the codes of the specification', () => {
    const specified = `request.invalid request.unknown_field user.email_immutable key.scope_forbidden
      membership.admin_has_all_shops auth.required auth.invalid_credentials auth.token_expired auth.token_outdated
      auth.session_ended permission.denied membership.deactivated account.unverified key.scope_missing not_found
      chat.version_conflict chat.newer_message chat.closed chat.not_closed user.already_member user.already_invited
      user.not_active user.owner_protected user.self_forbidden review.already_decided invitation.expired
      invitation.used version.stale avatar.too_large avatar.unsupported agent.not_available agent.limit_reached
      idempotency.key_reused version.required rate_limited dependency.unavailable`.split(/\s+/);
    expect(Object.keys(problemCatalogue)).toEqual(expect.arrayContaining(specified));
  });
});

describe('what a thrown value becomes', () => {
  const codeOf = (thrown: unknown) => toProblem(thrown).problem.code;

  it.each([
    [problem('chat.closed'), 'chat.closed', false],
    [new CursorError(), 'request.invalid', false],
    [new HttpException('x', 404), 'not_found', false],
    [new HttpException('x', 415), 'request.unsupported_media_type', false],
    [new HttpException('x', 418), 'internal.error', true],
    [Object.assign(new Error('x'), { code: 'FST_ERR_BAD_URL', statusCode: 400 }), 'request.malformed', false],
    [Object.assign(new Error('x'), { statusCode: 400 }), 'internal.error', true],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'dependency.unavailable', true],
    [Object.assign(new Error('x'), { code: '22P02' }), 'request.invalid', true],
    [Object.assign(new Error('x'), { code: '23505' }), 'internal.error', true],
    [new Error('Command timed out'), 'dependency.unavailable', true],
    [new Error('x'), 'internal.error', true],
    ['a text', 'internal.error', true],
    [undefined, 'internal.error', true],
    [null, 'internal.error', true],
  ])('%s: %s', (thrown, code, unexpected) => {
    expect(codeOf(thrown)).toBe(code);
    expect(toProblem(thrown).unexpected).toBe(unexpected);
  });

  it('members of their own go beside the standard ones, and cannot replace them', () => {
    const body = problem('chat.version_conflict', {
      chat: { id: 1 },
      status: 200,
      retryAfterSeconds: 3,
    }).toBody('r');
    expect(body).toEqual({
      type: 'urn:switchboard:problem:chat.version_conflict',
      title: expect.any(String),
      status: 409,
      code: 'chat.version_conflict',
      chat: { id: 1 },
      requestId: 'r',
    });
  });
});
