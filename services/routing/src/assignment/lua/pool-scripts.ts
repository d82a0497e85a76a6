import { loadScripts, type LuaScript } from '@switchboard/redis';

/** The pool's operations, by name. */
export type PoolScripts = Record<'pick' | 'sync' | 'load' | 'inspect', LuaScript>;

export const poolScripts: PoolScripts = loadScripts(new URL('./', import.meta.url));
