import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { run } from './compose-env.mjs';

describe('npm run compose:env', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'compose-env-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = async (args = []) => {
    await run(args, folder);
    const text = readFileSync(join(folder, '.env'), 'utf8');
    return Object.fromEntries([...text.matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
  };
  const required = [
    ...new Set(
      [...readFileSync(join(root, 'docker-compose.yml'), 'utf8').matchAll(/\$\{(\w+):\?/g)].map(
        ([, name]) => name,
      ),
    ),
  ];

  test('gives every variable that docker-compose.yml insists on', async () => {
    const variables = await written();
    expect(required.length).toBeGreaterThan(12);
    for (const name of required) expect(variables[name]).toBeTruthy();
  });

  test('no two secrets are alike, in one file or from one time to the next', async () => {
    const values = [await written(), await written(['--force'])].flatMap(
      ({ PUBLIC_URL: _, SWITCHBOARD_EDGE_PORT: __, ...secrets }) => Object.values(secrets),
    );
    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value.length).toBeGreaterThanOrEqual(22);
  });

  test('the signing key is a private Ed25519 key with an id', async () => {
    const key = JSON.parse((await written()).SIGNING_KEY);
    expect(key).toMatchObject({
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'EdDSA',
      d: expect.any(String),
      kid: expect.any(String),
    });
  });

  test('an existing file is kept without --force, and readable by its owner only', async () => {
    const before = await written();
    await expect(run([], folder)).rejects.toThrow(/^\.env exists and its secrets may be in use: keep it, or/);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(before.POSTGRES_PASSWORD);
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
  });

  test('docker-compose.yml has no secret and no default for one', () => {
    const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    expect(text.match(/\$\{\w*(PASSWORD|CREDENTIALS|KEY)\w*:?-/g)).toBeNull();
    expect(text.match(/(PASSWORD|CREDENTIALS|SIGNING_KEY): (?!\$\{)/g)).toBeNull();
  });
});
