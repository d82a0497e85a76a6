import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunNote, aliveRun, endLeftovers } from './leftovers.mjs';

describe('the note of a run', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'runs-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const program = () =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });

  /** As if the run that wrote the note had been killed. */
  const orphan = (name) => {
    const file = join(folder, `${name}.json`);
    const note = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...note, owner: { ...note.owner, since: 'another time' } }));
  };

  test('says that one runs already, until it is removed', () => {
    expect(aliveRun('start', folder)).toBeUndefined();
    const note = new RunNote('start', { url: 'http://localhost:3000' }, folder);
    expect(aliveRun('start', folder)).toMatchObject({
      owner: { pid: process.pid },
      url: 'http://localhost:3000',
    });
    note.remove();
    expect(aliveRun('start', folder)).toBeUndefined();
  });

  test('does not take another process with the same id for the run', () => {
    new RunNote('start', {}, folder);
    orphan('start');
    expect(aliveRun('start', folder)).toBeUndefined();
  });

  test('lets the next run end what a killed one left, and only that', async () => {
    const [left, reused] = [program(), program()];
    const note = new RunNote('start', { project: 'p' }, folder);
    note.record([left.pid, reused.pid]);
    const file = join(folder, 'start.json');
    const written = JSON.parse(readFileSync(file, 'utf8'));
    written.started[1].since = 'another time';
    writeFileSync(file, JSON.stringify(written));
    orphan('start');
    const alive = new RunNote('test-1', {}, folder);
    alive.record([reused.pid]);

    const ends = once(left, 'exit');
    const more = [];
    await endLeftovers(async ({ project }) => more.push(project), folder);
    await ends;
    expect(more).toEqual(['p']);
    expect(readdirSync(folder)).toEqual(['test-1.json']);
    expect(reused.exitCode ?? reused.signalCode).toBeNull();
    reused.kill('SIGKILL');
    await once(reused, 'exit');
  });
});
