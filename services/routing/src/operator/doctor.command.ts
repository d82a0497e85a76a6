import { defineEnvironment, OperatorProgress, type OperatorCommand } from '@switchboard/chassis';
import { isId } from '@switchboard/http';
import { TopicDesk } from '@switchboard/messaging';
import { createDataSource, Database, databaseEnvironment } from '@switchboard/persistence';
import { createRedisClient, RedisConnection, redisEnvironment } from '@switchboard/redis';
import { InvalidArgumentError, type Command } from 'commander';
import type { DataSource } from 'typeorm';
import { dataSourceSettings } from '../db/data-source.js';
import type { CheckReport } from '../doctor/check.js';
import { examine, exitCodeOf, type RunningSuite } from '../doctor/doctor.js';
import { reportLines, summaryLine } from '../doctor/report-lines.js';

interface DoctorOptions {
  shop?: string;
  json?: boolean;
}

/** A page of a check may have to wait for its turn; the doctor is in no hurry. */
const redisAnswerMs = 2_000;

/** `doctor`: the engine's invariants checked across PostgreSQL, Redis and Kafka of a running suite; it only reads. */
export class DoctorCommand implements OperatorCommand {
  readonly name = 'doctor';
  readonly description =
    'Check the invariants across PostgreSQL, Redis and Kafka while everything runs; changes nothing';

  configure(command: Command): void {
    command
      .option('--shop <id>', 'only this shop', shopId)
      .option('--json', 'the answers as one JSON document')
      .addHelpText(
        'after',
        '\nExit code: 0 nothing contradicts, 1 something does, 2 something could not be looked at (or a wrong call).' +
          '\nWhat a running suite contradicts for moments only is looked at three times and reported if it stays.',
      )
      .action((options: DoctorOptions) => this.run(options));
  }

  private async run({ shop, json }: DoctorOptions): Promise<void> {
    const reports: CheckReport[] = [];
    try {
      const progress = new ShopProgress();
      await withSuite(shop, async (stores) => {
        const suite = { ...stores, progress: (check: string, shops: number) => progress.at(check, shops) };
        for await (const report of examine(suite)) {
          reports.push(report);
          progress.done();
          if (!json) say(reportLines(report).join('\n'));
        }
      });
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 2;
      return;
    }
    say(json ? JSON.stringify({ checks: reports }, null, 2) : summaryLine(reports));
    process.exitCode = exitCodeOf(reports);
  }
}

/** Only where there are many shops: a line for every check would bury the answers. */
class ShopProgress {
  private line: OperatorProgress | undefined;

  at(check: string, shops: number): void {
    if (shops % 100 !== 0) return;
    this.line ??= new OperatorProgress(`${check}: shops`);
    this.line.at(shops);
  }

  done(): void {
    this.line?.end();
    this.line = undefined;
  }
}

async function withSuite(
  shop: string | undefined,
  work: (stores: Omit<RunningSuite, 'progress'>) => Promise<void>,
): Promise<void> {
  const { DATABASE_URL, REDIS_URL } = defineEnvironment({ ...databaseEnvironment, ...redisEnvironment });
  const dataSource = createDataSource({
    ...dataSourceSettings(DATABASE_URL),
    applicationName: 'routing-doctor',
    poolSize: 1,
  });
  const redis = new RedisConnection(
    createRedisClient(REDIS_URL, { name: 'routing-doctor', commandTimeoutMs: redisAnswerMs }),
  );
  const kafka = TopicDesk.open('routing');
  try {
    await reach('PostgreSQL', () => dataSource.initialize());
    await reach('Redis', () => redis.open());
    if (shop !== undefined) await requireKnown(dataSource, shop);
    await work({ database: new Database(dataSource), redis, kafka, shopId: shop });
  } finally {
    await kafka.close().catch(() => undefined);
    await redis.close();
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

async function reach(store: string, open: () => Promise<unknown>): Promise<void> {
  try {
    await open();
  } catch (error) {
    throw new Error(
      `${store} cannot be reached: ${(error as Error).message || (error as { code?: string }).code}`,
    );
  }
}

/** Of a shop that is not there everything holds: a mistyped id must not read as a clean bill. */
async function requireKnown(dataSource: DataSource, shop: string): Promise<void> {
  const rows: unknown[] = await dataSource.query('select 1 from shop where id = $1', [shop]);
  if (rows.length === 0) throw new Error(`Routing knows no shop ${shop}.`);
}

function shopId(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('It is not the id of a shop.');
  return text;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
