import { fingerprintOf, hashKey, openAnswer, sealAnswer } from './sealed-answer.js';

const answer = { status: 201, headers: { etag: '"1"' }, body: { key: 'shown once', emoji: '🙂' } };

describe('sealed answers', () => {
  it('are read with the same caller and key only', () => {
    const sealed = sealAnswer(answer, 'user:1', 'key-1');
    expect(openAnswer(sealed, 'user:1', 'key-1')).toEqual(answer);
    expect(() => openAnswer(sealed, 'user:2', 'key-1')).toThrow();
    expect(() => openAnswer(sealed, 'user:1', 'key-2')).toThrow();
    expect(sealed.toString('latin1')).not.toContain('shown once');
  });

  it('never look the same twice', () => {
    expect(sealAnswer(answer, 'a', 'b')).not.toEqual(sealAnswer(answer, 'a', 'b'));
  });

  it('fingerprints tell method, address and body apart', () => {
    const prints = [
      fingerprintOf('POST', '/a', { x: 1 }),
      fingerprintOf('POST', '/a', { x: 2 }),
      fingerprintOf('POST', '/b', { x: 1 }),
      fingerprintOf('PUT', '/a', { x: 1 }),
      fingerprintOf('POST', '/a', undefined),
    ];
    expect(new Set(prints).size).toBe(prints.length);
    expect(hashKey('a')).not.toBe(hashKey('b'));
  });
});
