import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesMatch } from './packages.mjs';
import { root } from './paths.mjs';

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

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

  /** Where a package looks for another: in its own folder, then in each one above. */
  const finds = (from, name) => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
      if (!at) return false;
    }
  };

  test('names the optional packages of every system: npm ci refuses a lockfile that lacks one', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !finds(path, name)),
    );
    expect(missing).toEqual([]);
  });

  test('agrees with every package.json: npm ci refuses one that does not', () => {
    const workspaces = Object.keys(packages).filter((path) => !path.includes('node_modules'));
    for (const path of workspaces.filter((folder) => existsSync(join(root, folder, 'package.json')))) {
      const { dependencies, devDependencies } = JSON.parse(
        readFileSync(join(root, path, 'package.json'), 'utf8'),
      );
      const locked = packages[path];
      expect([path, locked.dependencies ?? {}, locked.devDependencies ?? {}]).toEqual([
        path,
        dependencies ?? {},
        devDependencies ?? {},
      ]);
    }
  });

  test('names no host', () => {
    expect(JSON.stringify(packages)).not.toMatch(/"resolved":"https?:/);
  });
});
