import { createHash } from 'node:crypto';
import type { TestDatabase } from '@switchboard/testing';
import { poolScripts, type PoolScripts } from '../../src/assignment/lua/pool-scripts.js';
import { functionSource } from '../function-source.js';
import { clockKey } from './virtual-clock.js';

/** A change of one place of a function's or a script's source, made for a test only. */
export interface SourceEdit {
  /** A file of a slice's folder `sql`, or a script of assignment/lua by its name. */
  source: string;
  find: string;
  replace: string;
}

/** Replaces what occurs exactly once: an edit that no longer meets its place must not pass for one that was made. */
function edited(text: string, { source, find, replace }: SourceEdit): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${source} has ${parts.length - 1} places like: ${find}`);
  return parts.join(replace);
}

/** The functions as the slices have them, changed and installed in a test's own database. */
export class FunctionSources {
  private readonly changed = new Map<string, string>();

  text(name: string): string {
    return this.changed.get(name) ?? functionSource(name);
  }

  edit(edit: SourceEdit): void {
    this.changed.set(edit.source, edited(this.text(edit.source), edit));
  }

  change(name: string, change: (text: string) => string): void {
    this.changed.set(name, change(this.text(name)));
  }

  async install(database: TestDatabase): Promise<void> {
    for (const text of this.changed.values()) await database.query(text);
  }
}

/** The scripts read the time of the run. */
const virtualTime = (text: string) =>
  text.replaceAll(`redis.call('TIME')`, `{ 0, redis.call('GET', '${clockKey}') * 1000 }`);

const originals: PoolScripts = { ...poolScripts };

/** Puts changed scripts into the place of the engine's, for this test file. */
export function installScripts(edits: readonly SourceEdit[]): void {
  for (const name of Object.keys(originals) as (keyof PoolScripts)[]) {
    const script = originals[name];
    const source = edits.filter((edit) => edit.source === name).reduce(edited, virtualTime(script.source));
    const sha = createHash('sha1').update(source).digest('hex');
    poolScripts[name] = Object.assign(Object.create(script) as typeof script, { source, sha });
  }
}
