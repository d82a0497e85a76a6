import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesMatch } from './packages.mjs';
import { startOptions } from './start-options.mjs';

describe('the arguments of npm start', () => {
  test('instances per service, and a fresh beginning', () => {
    expect(startOptions([])).toEqual({ replicas: {}, reset: false });
    expect(startOptions(['--replicas', 'routing=4,team=2', '--reset'])).toEqual({
      replicas: { routing: 4, team: 2 },
      reset: true,
    });
    expect(startOptions(['--replicas=routing=2', '--replicas=identity=3'])).toEqual({
      replicas: { routing: 2, identity: 3 },
      reset: false,
    });
  });

  test.each([
    [['--replicas']],
    [['--replicas', 'routing']],
    [['--replicas', 'mail=2']],
    [['--replicas', 'team=0']],
    [['--fast']],
  ])('%s is answered with the usage', (args) =>
    expect(() => startOptions(args)).toThrow(
      /usage: npm start -- \[--replicas <service>=<count>\] \[--reset\]$/,
    ),
  );
});

describe('the installed packages', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packages-'));
    mkdirSync(join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const lock = (file, packages) => writeFileSync(join(folder, file), JSON.stringify({ packages }));
  const wanted = {
    '': { name: 'root' },
    'libs/a': { version: '0.0.0' },
    'node_modules/@x/a': { resolved: 'libs/a', link: true },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/for-another-system': { version: '2.0.0', optional: true },
  };

  test('are missing as long as npm has not finished', () => {
    lock('package-lock.json', wanted);
    expect(packagesMatch(folder)).toBe(false);
  });

  test('match when all that is not optional is there in the locked version', () => {
    lock('package-lock.json', wanted);
    lock('node_modules/.package-lock.json', { 'node_modules/b': { version: '1.0.0' } });
    expect(packagesMatch(folder)).toBe(true);
    lock('node_modules/.package-lock.json', { 'node_modules/b': { version: '1.0.1' } });
    expect(packagesMatch(folder)).toBe(false);
  });
});
