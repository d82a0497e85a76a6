import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DyingProbeSettings } from './dying-probe.js';

const [loader, program] = ['./run-source.mjs', './dying-probe.ts'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

/** How a child process ended, and what it wrote about it. */
export interface ChildEnd {
  code: number | null;
  signal: string | null;
  errors: string;
}

/** Runs a probe as a process of its own, from its sources, until it ends. It never outlives this process. */
export function runChild(settings: DyingProbeSettings): Promise<ChildEnd> {
  const child = spawn(
    process.execPath,
    ['--conditions=@switchboard/source', '--import', loader!, program!, JSON.stringify(settings)],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal, errors })));
}
