import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../generate.mjs', import.meta.url));
const run = promisify(execFile);

describe('generating the types', () => {
  let from: string;
  let to: string;
  const generate = (...options: string[]) =>
    run(process.execPath, [script, '--from', from, '--to', to, ...options]).then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    );
  const write = async (service: string, document: object) => {
    await mkdir(join(from, service), { recursive: true });
    await writeFile(join(from, service, 'openapi.json'), JSON.stringify(document));
  };
  const document = (path: string) => ({
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    paths: { [path]: { get: { responses: { 204: { description: 'Done' } } } } },
  });

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'client-'));
    [from, to] = [join(folder, 'services'), join(folder, 'generated')];
    for (const service of ['identity', 'team', 'routing', 'translation'])
      await write(service, document(`/${service}`));
  });

  it('writes each service, and leaves what has not changed', async () => {
    expect(await generate()).toBe('');
    expect(await readFile(join(to, 'team.ts'), 'utf8')).toContain('"/team"');
    const before = await stat(join(to, 'team.ts'));
    await write('routing', document('/changed'));
    expect(await generate()).toBe('');
    expect((await stat(join(to, 'team.ts'))).mtimeMs).toBe(before.mtimeMs);
    expect(await readFile(join(to, 'routing.ts'), 'utf8')).toContain('"/changed"');
  });

  it('stops when a document is missing or empty', async () => {
    await write('team', { ...document('/x'), paths: {} });
    expect(await generate()).toContain('team/openapi.json has no paths');
    from = join(from, 'nowhere');
    expect(await generate()).toContain('services/identity/openapi.json is missing');
    expect(await generate('--partial')).toBe('');
    expect(await readFile(join(to, 'identity.ts'), 'utf8')).toContain('export type paths = never');
  });
});
