import { Command, Option } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Way } from './journey/customers.js';
import { asMarkdown, asText } from './journey/report.js';
import { runJourney, type JourneyPlan } from './journey/run-journey.js';

interface Settings {
  rate: string;
  seconds: string;
  warmUp: string;
  shops: string;
  agents?: string;
  via: Way;
  profile: boolean;
  node: string;
  json?: string;
  markdown?: string;
}

const capacity = 999;

function planOf(settings: Settings): JourneyPlan {
  const [rate, seconds, warmUp, shops] = [
    settings.rate,
    settings.seconds,
    settings.warmUp,
    settings.shops,
  ].map(Number);
  // Nobody closes a chat here: there must be room for all, and a tenth more.
  const enough = Math.ceil(((rate! * (seconds! + warmUp!)) / shops! / capacity) * 1.1) + 1;
  return {
    rate: rate!,
    seconds: seconds!,
    warmUp: warmUp!,
    shops: shops!,
    agents: settings.agents ? Number(settings.agents) : Math.max(10, enough),
    way: settings.via,
    profile: settings.profile,
    nodeArguments: settings.node.split(' ').filter(Boolean),
    programs: programs(),
  };
}

/** What the infrastructure's own programs are, as who started them says: `postgres=17,redis=18`. */
function programs(): Record<string, number> {
  const given = process.env['BENCH_PROGRAMS'] ?? '';
  return Object.fromEntries(
    given
      .split(',')
      .filter(Boolean)
      .map((entry) => entry.split('='))
      .map(([name, pid]) => [name, Number(pid)]),
  );
}

function machine() {
  const memory = /MemTotal:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return {
    cores: cpus().length,
    model: cpus()[0]!.model,
    memoryMb: Math.round(Number(memory) / 1024),
    node: process.version,
  };
}

/** Puts the tables in the place of those of an earlier run with the same rate and way, or at the end. */
function publish(file: string, { rate, way, profile }: JourneyPlan, tables: string): void {
  const name = `${rate} ${way}${profile ? ' profile' : ''}`;
  const { model, cores, memoryMb, node } = machine();
  const where = `${new Date().toISOString().slice(0, 10)}, ${model}, ${cores} cores, ${memoryMb} MB, Node ${node}.`;
  const section = `<!-- run ${name} -->\n\n${where}\n\n${tables}\n<!-- end ${name} -->\n`;
  const known = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [begin, end] = [known.indexOf(`<!-- run ${name} -->`), known.indexOf(`<!-- end ${name} -->`)];
  const text =
    begin < 0 || end < 0
      ? `${known}\n${section}`
      : known.slice(0, begin) + section + known.slice(end + `<!-- end ${name} -->\n`.length);
  writeFileSync(file, text);
}

async function main(settings: Settings): Promise<void> {
  const plan = planOf(settings);
  const result = await runJourney(plan);
  process.stdout.write(asText(plan, result));
  const { programs: _, ...published } = plan;
  if (settings.json)
    writeFileSync(
      settings.json,
      `${JSON.stringify({ machine: machine(), plan: published, ...result }, null, 2)}\n`,
    );
  if (settings.markdown) publish(settings.markdown, plan, asMarkdown(plan, result));
}

new Command('bench:journey')
  .description('The whole way, open loop: latency from the intended arrival to the assigned event')
  .option('--rate <chats per second>', 'Poisson arrivals', '50')
  .option('--seconds <n>', 'how long', '30')
  .option(
    '--warm-up <seconds>',
    'the same load before, not counted: everything was started a moment ago',
    '15',
  )
  .option('--shops <n>', 'shops that share the load', '1')
  .option('--agents <n>', 'agents of each shop, with capacity 999 (default: enough, at least 10)')
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
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
