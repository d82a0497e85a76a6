import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { local } from './paths.mjs';
import { signalGroup } from './processes.mjs';
import { say } from './progress.mjs';

const runsFolder = join(local, 'runs');

/**
 * A note on disk of what one run has started, so that the next one can tell a run that is alive from one that
 * was killed, and end what that one could not. Ids are reused by the system: each is kept with its start time.
 */
export class RunNote {
  #file;
  #note;

  constructor(name, details = {}, folder = runsFolder) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${name}.json`);
    this.#note = { owner: identify(process.pid), started: [], ...details };
    this.#write();
  }

  /** The programs that run now. */
  record(pids) {
    const known = new Map(this.#note.started.map((program) => [program.pid, program]));
    this.#note.started = pids.map((pid) => known.get(pid) ?? identify(pid));
    this.#write();
  }

  /** Something to be remembered for those who find the note. */
  add(details) {
    Object.assign(this.#note, details);
    this.#write();
  }

  remove() {
    rmSync(this.#file, { force: true });
  }

  #write() {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#note), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** The note of a run that is still alive, if any. */
export function aliveRun(name, folder = runsFolder) {
  const note = readNote(join(folder, `${name}.json`));
  return note && isAlive(note.owner) ? note : undefined;
}

/**
 * Ends the programs of runs whose owner is gone, and only those.
 * @param {(note: object) => Promise<void>} [more] what else such a run left, from its note
 */
export async function endLeftovers(more = async () => {}, folder = runsFolder) {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const note = readNote(join(folder, file));
    if (!note || isAlive(note.owner)) continue;
    const alive = note.started.filter(isAlive);
    if (alive.length > 0)
      say('leftovers', `an earlier run was killed; ending what it left (${alive.length})`);
    for (const { pid } of alive) signalGroup(pid, 'SIGTERM');
    const until = Date.now() + 10_000;
    while (alive.some(isAlive) && Date.now() < until) await pause(50);
    for (const { pid } of alive.filter(isAlive)) signalGroup(pid, 'SIGKILL');
    await more(note);
    rmSync(join(folder, file), { force: true });
  }
}

function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function identify(pid) {
  return { pid, since: startTime(pid) };
}

function isAlive({ pid, since }) {
  return since !== '' && startTime(pid) === since;
}

/** When the process with this id began, as text; empty if there is none. */
function startTime(pid) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields[0] === 'Z' ? '' : fields[19];
  } catch {
    return '';
  }
}
