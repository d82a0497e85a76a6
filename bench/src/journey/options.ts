import { Command, Option } from 'commander';
import { wholeNumber } from '../whole-number.js';
import type { Way } from './customers.js';

/** What can be set of `npm run bench:journey`. */
export interface JourneyOptions {
  rate: number;
  seconds: number;
  warmUp: number;
  shops: number;
  agents?: number;
  via: Way;
  profile: boolean;
  node: string;
  json?: string;
  markdown?: string;
}

/** Reads them; help and a wrong call are answered here and end the process. */
export function optionsOf(args: readonly string[]): JourneyOptions {
  return new Command('bench:journey')
    .description('The whole way, open loop: latency from the intended arrival to the assigned event')
    .option('--rate <chats per second>', 'Poisson arrivals', wholeNumber(1), 50)
    .option('--seconds <n>', 'how long', wholeNumber(1), 30)
    .option(
      '--warm-up <seconds>',
      'the same load before, not counted: everything was started a moment ago',
      wholeNumber(0),
      15,
    )
    .option('--shops <n>', 'shops that share the load', wholeNumber(1), 1)
    .option(
      '--agents <n>',
      'agents of each shop, with capacity 999 (default: enough, at least 10)',
      wholeNumber(1),
    )
    .addOption(
      new Option('--via <way>', 'how messages come in').choices(['kafka', 'http', 'both']).default('both'),
    )
    .option(
      '--profile',
      'where the services spend their time, by package and function; costs some of it',
      false,
    )
    .option('--node <arguments>', 'further arguments of Node for the services, to try a flag', '')
    .option('--json <file>', 'write the figures there too')
    .option(
      '--markdown <file>',
      'put the tables there too, in the place of an earlier run of the same rate and way',
    )
    .showHelpAfterError()
    .parse(args, { from: 'user' })
    .opts<JourneyOptions>();
}
