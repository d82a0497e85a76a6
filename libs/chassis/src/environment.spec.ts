import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineEnvironment,
  EnvironmentError,
  integer,
  list,
  port,
  secret,
  secrets,
  url,
} from './environment.js';

const refused = (spec: Record<string, unknown>, source: NodeJS.ProcessEnv): EnvironmentError => {
  try {
    defineEnvironment(spec, source);
  } catch (error) {
    return error as EnvironmentError;
  }
  throw new Error('the environment was accepted');
};

describe('the environment', () => {
  it('names every wrong variable at once, and never its value', () => {
    const error = refused(
      { PORT: port(), DATABASE_URL: secret(), LIMIT: integer({ min: 1, max: 9 }), SITE: url() },
      { PORT: 'seventy', DATABASE_URL: ' ', LIMIT: 'many', SITE: 'nowhere-private' },
    );
    expect(error.problems.map((problem) => problem.variable).sort()).toEqual([
      'DATABASE_URL',
      'LIMIT',
      'PORT',
      'SITE',
    ]);
    expect(error.message).not.toMatch(/seventy|many|nowhere-private/);
  });

  it('says that a variable is missing', () => {
    expect(refused({ DATABASE_URL: secret() }, {}).message).toContain('DATABASE_URL: is missing');
  });

  it('reads a secret from the file that NAME_FILE names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'environment-')), 'secret');
    writeFileSync(file, 'from-file\n');
    expect(defineEnvironment({ KEY: secret() }, { KEY_FILE: file })).toMatchObject({ KEY: 'from-file' });
    expect(refused({ KEY: secret() }, { KEY: 'a', KEY_FILE: file }).message).toContain(
      'both KEY and KEY_FILE',
    );
    expect(refused({ KEY: secret() }, { KEY_FILE: `${file}-gone` }).message).toContain(
      'KEY_FILE: names a file',
    );
  });

  it('takes several secrets, at least one', () => {
    expect(defineEnvironment({ KEYS: secrets() }, { KEYS: 'new, old,' })).toMatchObject({
      KEYS: ['new', 'old'],
    });
    expect(refused({ KEYS: secrets() }, { KEYS: ' , ' }).message).toContain('KEYS: is empty');
  });

  it('takes whole numbers within their bounds, and says which these are', () => {
    const spec = { LIMIT_MS: integer({ min: 10, max: 60_000, default: 200 }) };
    expect(defineEnvironment(spec, {}).LIMIT_MS).toBe(200);
    for (const value of [10, 60_000])
      expect(defineEnvironment(spec, { LIMIT_MS: String(value) }).LIMIT_MS).toBe(value);
    for (const value of ['0', '-1', '9', '60001', '1', '10.5', '1e3', '20ms', 'Infinity', '', ' '])
      expect([value, refused(spec, { LIMIT_MS: value }).message]).toEqual([
        value,
        'The environment is not usable:\n  LIMIT_MS: is not a whole number from 10 to 60000',
      ]);
  });

  it('says that a value is empty', () => {
    expect(refused({ SITE: url() }, { SITE: '' }).message).toContain('SITE: is empty');
  });

  it('splits lists and keeps defaults', () => {
    expect(
      defineEnvironment({ A: list(), B: integer({ min: 1, max: 9, default: 4 }) }, { A: 'x, y,,' }),
    ).toMatchObject({
      A: ['x', 'y'],
      B: 4,
    });
  });
});
