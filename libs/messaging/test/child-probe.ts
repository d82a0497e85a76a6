import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runSource } from '@switchboard/testing';
import type { DyingProbeSettings } from './dying-probe.js';

const program = fileURLToPath(new URL('./dying-probe.ts', import.meta.url));

/** How a child process ended, and what it wrote about it. */
export interface ChildEnd {
  code: number | null;
  signal: string | null;
  errors: string;
}

/** Runs a probe as a process of its own, from its sources, until it ends. It never outlives this process. */
export function runChild(settings: DyingProbeSettings): Promise<ChildEnd> {
  const child = spawn(process.execPath, [...runSource, program, JSON.stringify(settings)], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal, errors })));
}
