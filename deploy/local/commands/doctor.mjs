import { aliveRun } from '../leftovers.mjs';
import { run as operator } from './operator.mjs';

/**
 * Checks the invariants of the suite that `npm start` runs, else of the one that the environment names.
 * Answers 0 where nothing contradicts, 1 where something does, 2 where something could not be looked at.
 */
export async function run(args) {
  const asksForHelp = args.includes('--help') || args.includes('-h');
  if (!asksForHelp && !aliveRun('start')?.infrastructure && !named()) {
    process.stderr.write(
      'No suite runs here: start it with npm start, or name its stores in DATABASE_URL,\n',
    );
    process.stderr.write('REDIS_URL and KAFKA_BROKERS as routing has them. In containers:\n');
    process.stderr.write('  docker compose exec routing node service/dist/operator/main.js doctor\n');
    return 2;
  }
  return operator(['routing', 'doctor', ...args]);
}

const named = () => ['DATABASE_URL', 'DATABASE_URL_FILE'].some((name) => process.env[name]);
