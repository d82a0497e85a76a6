import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ChainableCommander } from 'ioredis';
import type { RedisClient } from './redis-client.js';

/** What a script takes beside its keys. */
export type ScriptArgument = string | number;

/** One atomic operation on the server, loaded from `<name>-<number of keys>.lua`. */
export interface LuaScript<Reply = unknown> {
  readonly name: string;
  readonly keyCount: number;
  readonly sha: string;
  readonly source: string;
  /** Runs it; sends the source again when the server has forgotten it. */
  run(client: RedisClient, keys: readonly string[], args: readonly ScriptArgument[]): Promise<Reply>;
  /** Adds it to a pipeline by its hash. The caller runs `load` when a reply is NOSCRIPT. */
  queue(pipeline: ChainableCommander, keys: readonly string[], args: readonly ScriptArgument[]): void;
  /** Sends the source to every node. */
  load(client: RedisClient): Promise<void>;
}

const includeLine = /^--- @include "([\w./-]+)"[ \t]*$/gm;

function expand(directory: URL, text: string, seen: Set<string>): string {
  return text.replace(includeLine, (_line, path: string) => {
    if (seen.has(path)) return '';
    seen.add(path);
    return expand(directory, readFileSync(new URL(`${path}.lua`, directory), 'utf8'), seen);
  });
}

class FileScript<Reply> implements LuaScript<Reply> {
  readonly sha: string;

  constructor(
    readonly name: string,
    readonly keyCount: number,
    readonly source: string,
  ) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  async run(client: RedisClient, keys: readonly string[], args: readonly ScriptArgument[]): Promise<Reply> {
    this.expectKeys(keys);
    try {
      return (await client.evalsha(this.sha, this.keyCount, ...keys, ...args)) as Reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await client.eval(this.source, this.keyCount, ...keys, ...args)) as Reply;
    }
  }

  queue(pipeline: ChainableCommander, keys: readonly string[], args: readonly ScriptArgument[]): void {
    this.expectKeys(keys);
    pipeline.evalsha(this.sha, this.keyCount, ...keys, ...args);
  }

  async load(client: RedisClient): Promise<void> {
    const nodes = 'nodes' in client ? client.nodes('master') : [client];
    await Promise.all(nodes.map((node) => node.script('LOAD', this.source)));
  }

  private expectKeys(keys: readonly string[]): void {
    if (keys.length !== this.keyCount) {
      throw new Error(`the script ${this.name} takes ${this.keyCount} keys, got ${keys.length}`);
    }
  }
}

/**
 * Reads every `<name>-<keys>.lua` of a folder. `--- @include "includes/place-agent"` is replaced by that
 * file, once per script. Names answer as written: `{ pick: …, sync: … }`.
 */
export function loadScripts<Names extends string>(directory: URL): Record<Names, LuaScript> {
  const scripts: Record<string, LuaScript> = {};
  for (const file of readdirSync(directory)) {
    const match = /^([\w-]+)-(\d+)\.lua$/.exec(file);
    if (!match) continue;
    const source = expand(directory, readFileSync(new URL(file, directory), 'utf8'), new Set());
    scripts[match[1]!] = new FileScript(match[1]!, Number(match[2]), source);
  }
  return scripts as Record<Names, LuaScript>;
}
