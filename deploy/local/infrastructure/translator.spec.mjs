import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startTranslator } from './translator.mjs';

describe('the translator of this machine', () => {
  let folder;
  let started;
  const processes = { start: async (spec) => void started.push(spec) };
  const start = (path) =>
    startTranslator({
      processes,
      port: 2737,
      pairs: folder,
      environment: { PATH: [folder, path].join(delimiter), LANG: 'C' },
    });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'translator-'));
    started = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('starts with UTF-8 whatever the language of the machine, which it would refuse', async () => {
    writeFileSync(join(folder, 'apertium-apy'), '#!/bin/sh\n');
    chmodSync(join(folder, 'apertium-apy'), 0o755);
    expect(await start(process.env.PATH)).toEqual({ url: 'http://127.0.0.1:2737' });
    expect(started).toEqual([
      expect.objectContaining({
        command: 'apertium-apy',
        env: expect.objectContaining({ LANG: 'C', LC_ALL: 'C.UTF-8' }),
      }),
    ]);
  });

  test('is none where the program is not installed', async () => {
    expect(await start('/nowhere')).toBeUndefined();
    expect(started).toEqual([]);
  });
});
