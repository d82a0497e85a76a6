import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Processes } from './processes.mjs';

const script = (code) => ({ command: process.execPath, args: ['-e', code] });
const talks = ({ lines }) => lines.includes('up');

describe('the programs of a run', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'processes-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('stop in the opposite order of their start, and each ends before the next is asked', async () => {
    const file = join(folder, 'order');
    const processes = new Processes();
    const notes = (name) =>
      script(`process.on('SIGTERM', () => setTimeout(() => { require('fs').appendFileSync(${JSON.stringify(file)}, '${name} '); process.exit() }, 50));
        console.log('up'); setInterval(() => {}, 1000)`);
    await processes.start({ name: 'first', ready: talks, ...notes('first') });
    await processes.start({ name: 'second', ready: talks, ...notes('second') });
    expect(processes.pids).toHaveLength(2);
    await processes.stop();
    expect(readFileSync(file, 'utf8')).toBe('second first ');
    expect(processes.pids).toEqual([]);
  });

  test('one that will not go is ended the hard way, with the programs it started itself', async () => {
    const processes = new Processes();
    const stubborn = script(`process.on('SIGTERM', () => {});
      const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      console.log(child.pid); console.log('up'); setInterval(() => {}, 1000)`);
    const { lines } = await processes.start({
      name: 'stubborn',
      ready: talks,
      stopWithinMs: 100,
      ...stubborn,
    });
    await processes.stop();
    // Its parent is gone: the system buries it, a moment later.
    const isThere = (pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (isThere(Number(lines[0]))) await pause(5);
    expect(() => process.kill(Number(lines[0]), 0)).toThrow('ESRCH');
  });

  test('one that ends while it starts fails with what it said', async () => {
    const processes = new Processes();
    const failing = processes.start({
      name: 'failing',
      ready: () => false,
      ...script(`console.error('no such table'); process.exit(3)`),
    });
    await expect(failing).rejects.toThrow(/failing ended while it started:\nno such table/);
  });

  test('one that cannot be started fails with the reason', async () => {
    await expect(
      new Processes().start({ name: 'x', command: '/no/such/program', ready: () => false }),
    ).rejects.toThrow('ENOENT');
  });

  test('one that ends later is reported, one that was stopped is not', async () => {
    const processes = new Processes();
    const ended = [];
    const spec = (name, code) => ({ name, ready: talks, onExit: (end) => ended.push(end), ...script(code) });
    const crashing = await processes.start(
      spec('crashing', `console.log('up'); setInterval(() => {}, 1000)`),
    );
    process.kill(crashing.child.pid, 'SIGKILL');
    await crashing.exit;
    await processes.start(spec('steady', `console.log('up'); setInterval(() => {}, 1000)`));
    await processes.stop();
    expect(ended).toEqual([{ name: 'crashing', code: null, signal: 'SIGKILL', lines: ['up'] }]);
  });
});
