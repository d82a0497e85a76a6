import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Advice } from './advice.mjs';

const keptLines = 30;

/**
 * The programs one run has started. Each has its own process group, so that Ctrl-C in the terminal reaches only
 * this process, which then stops them in the opposite order of their start.
 */
export class Processes {
  #running = [];
  #adopted = [];
  #stopping = false;
  #onChange;

  /** @param {{ onChange?: (pids: number[]) => void }} [options] `onChange` gets the ids after every change */
  constructor({ onChange = () => {} } = {}) {
    this.#onChange = onChange;
  }

  get pids() {
    return this.#running.map(({ child }) => child.pid);
  }

  /** The ids by name. */
  get programs() {
    return Object.fromEntries(this.#running.map(({ name, child }) => [name, child.pid]));
  }

  /** True from the moment `stop` was called: a program that ends now is no news. */
  get stopping() {
    return this.#stopping;
  }

  /**
   * Starts a program and waits until `ready` answers true.
   * @param {{ name: string, command: string, args?: string[], env?: object, cwd?: string, uid?: number, gid?: number,
   *   log?: string, readyWithinMs?: number, askEveryMs?: number, stopSignal?: NodeJS.Signals, stopWithinMs?: number,
   *   ready?: (program: { lines: string[] }) => Promise<boolean> | boolean,
   *   onExit?: (program: { name: string, code: number | null, signal: string | null, lines: string[] }) => void }} spec
   */
  async start(spec) {
    if (this.#stopping) throw new Advice('Stopped before it was up.');
    const program = this.#spawn(spec);
    const until = Date.now() + (spec.readyWithinMs ?? 60_000);
    while (spec.ready) {
      if (program.failure) throw program.failure;
      if (program.ended) throw told(program, 'ended while it started');
      if (await spec.ready(program)) break;
      if (Date.now() > until) throw told(program, 'did not become ready');
      await pause(spec.askEveryMs ?? 50);
    }
    return program;
  }

  /** Something that is not a program of ours but has to go with them, after them. */
  adopt({ name, stop }) {
    this.#adopted.push({ name, stop });
  }

  #spawn(spec) {
    const child = spawn(spec.command, spec.args ?? [], {
      cwd: spec.cwd,
      env: spec.env ?? process.env,
      uid: spec.uid,
      gid: spec.gid,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const program = { name: spec.name, spec, child, lines: [], ended: false, failure: undefined };
    this.#running.push(program);
    this.#onChange(this.pids);
    const log = spec.log ? openLog(spec.log) : undefined;
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text) => {
        log?.write(text);
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        program.lines.push(...lines);
        program.lines.splice(0, program.lines.length - keptLines);
      });
    }
    program.exit = new Promise((resolve) => {
      child.once('error', (error) => {
        program.failure = error;
        end(null, null);
      });
      child.once('close', end);
      function end(code, signal) {
        if (program.ended) return;
        program.ended = true;
        log?.end();
        resolve({ code, signal });
      }
    });
    void program.exit.then(({ code, signal }) => {
      this.#running = this.#running.filter((other) => other !== program);
      this.#onChange(this.pids);
      if (!this.#stopping && !program.stopping)
        spec.onExit?.({ name: spec.name, code, signal, lines: program.lines });
    });
    return program;
  }

  /** Stops one program: politely, then not. */
  async stopOne(program) {
    if (program.ended) return;
    program.stopping = true;
    signalGroup(program.child.pid, program.spec.stopSignal ?? 'SIGTERM');
    const late = AbortSignal.timeout(program.spec.stopWithinMs ?? 15_000);
    await Promise.race([program.exit, new Promise((resolve) => late.addEventListener('abort', resolve))]);
    if (!program.ended) signalGroup(program.child.pid, 'SIGKILL');
    await program.exit;
  }

  /** Stops everything, the last started kind first; programs of one `kind` go together. */
  async stop() {
    this.#stopping = true;
    const kinds = [...new Set(this.#running.map(({ spec }) => spec.kind ?? spec.name))].reverse();
    for (const kind of kinds) {
      const programs = this.#running.filter(({ spec }) => (spec.kind ?? spec.name) === kind);
      await Promise.all(programs.map((program) => this.stopOne(program)));
    }
    for (const { stop } of this.#adopted.reverse()) await stop();
  }
}

const told = ({ name, spec, lines }, what) =>
  new Advice(`${name} ${what}${spec.log ? ` (all of it in ${spec.log})` : ''}:\n${lines.join('\n')}`);

/** A signal to a program and whatever it has started itself. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function openLog(file) {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: 'a' });
}
