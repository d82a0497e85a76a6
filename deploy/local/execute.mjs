import { spawn } from 'node:child_process';
import { signalGroup } from './processes.mjs';

const running = new Set();

/**
 * Runs a program to its end and collects what it says; a program that cannot be started has status 127.
 * @returns {Promise<{ status: number, output: string }>}
 */
export function execute(command, args, options = {}) {
  return new Promise((resolve) => {
    // Its own process group: Ctrl-C is for the run to act on, not for each of its programs.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    running.add(child);
    child.on('exit', () => running.delete(child));
    child.on('error', (error) => resolve({ status: 127, output: output + error.message }));
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** Ends every program that `execute` is waiting for: the run is to stop. */
export function endExecuting() {
  for (const { pid } of running) if (pid) signalGroup(pid, 'SIGTERM');
}
