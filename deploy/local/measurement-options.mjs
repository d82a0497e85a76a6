import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './commands/build.mjs';
import { root } from './paths.mjs';

/**
 * Help and a wrong call of a measurement are answered, and end this process, before any store is started for them.
 * @param {'assignment' | 'journey'} measurement
 * @param {string[]} args
 */
export async function answerWrongCalls(measurement, args) {
  await build({ quiet: true });
  const file = join(root, 'bench/dist', measurement, 'options.js');
  const { optionsOf } = await import(pathToFileURL(file).href);
  optionsOf(args);
}
