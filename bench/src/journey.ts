import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { optionsOf, type JourneyOptions } from './journey/options.js';
import { asMarkdown, asText } from './journey/report.js';
import { runJourney, type JourneyPlan } from './journey/run-journey.js';

const capacity = 999;

function planOf({ node, via, agents, ...options }: JourneyOptions): JourneyPlan {
  const { rate, seconds, warmUp, shops, profile } = options;
  // No chat is closed here: capacity for all of them, and a tenth more.
  const enough = Math.ceil(((rate * (seconds + warmUp)) / shops / capacity) * 1.1) + 1;
  return {
    rate,
    seconds,
    warmUp,
    shops,
    agents: agents ?? Math.max(10, enough),
    way: via,
    profile,
    nodeArguments: node.split(' ').filter(Boolean),
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

async function main(options: JourneyOptions): Promise<void> {
  const plan = planOf(options);
  // What was measured is not to be lost for a folder.
  for (const file of [options.json, options.markdown])
    if (file) mkdirSync(dirname(file), { recursive: true });
  const result = await runJourney(plan);
  process.stdout.write(asText(plan, result));
  const { programs: _, ...published } = plan;
  if (options.json)
    writeFileSync(
      options.json,
      `${JSON.stringify({ machine: machine(), plan: published, ...result }, null, 2)}\n`,
    );
  if (options.markdown) publish(options.markdown, plan, asMarkdown(plan, result));
}

main(optionsOf(process.argv.slice(2))).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
