import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { EngineLab } from '../engine/engine-lab.js';
import type { EngineProcess } from '../engine/engine-process.js';
import { Backup, notes, recordChanges } from './change-log.js';
import { processCount } from './commands.js';
import { Gates } from './gates.js';
import type { Mutation } from './mutations.js';
import { ScheduledPool, scheduledDatabase } from './scheduled-ports.js';
import { Scheduler, type Life } from './scheduler.js';
import { FunctionSources, installScripts } from './source-edits.js';
import { VirtualClock } from './virtual-clock.js';

/** Small, so that a few chats and agents meet every limit. */
const settings = {
  retryMs: 100,
  sweepAgeMs: 0,
  loadChunk: 2,
  pickLimit: 4,
  acceptLimit: 4,
  shopsPerRound: 2,
};
/** A shop of so many agents is still served directly; a case may have more. */
const fewAgents = 4;

/** A call stands at a gate for as long as the schedule wants. */
const patient = { lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 };

/** What all runs of a file share: a database, a Redis, processes' connections, and the schedule between them. */
export class ModelLab {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly backup: Backup;
  readonly processes: EngineProcess[] = [];
  readonly lives: Life[] = [];
  private direct: readonly number[] = [];

  private constructor(
    readonly engine: EngineLab,
    readonly client: Client,
    private readonly gates: Gates,
  ) {
    this.clock = new VirtualClock(engine.redis.client);
    this.scheduler = new Scheduler(gates);
    this.backup = new Backup(client);
  }

  static async open(mutation: Mutation = { meaning: '' }): Promise<ModelLab> {
    const engine = await EngineLab.open();
    // Refused and failed calls are part of every run.
    Logger.overrideLogger(false);
    const client = new Client({
      connectionString: engine.database.adminUrl,
      options: '-c search_path=routing',
    });
    await client.connect();
    const sources = new FunctionSources();
    const gates = new Gates(client);
    for (const edit of [...notes, ...(mutation.sql ?? [])]) sources.edit(edit);
    await gates.build(engine.database, sources);
    await recordChanges(engine.database);
    await sources.install(engine.database);
    installScripts(mutation.lua ?? []);
    const lab = new ModelLab(engine, client, gates);
    for (let process = 0; process < processCount; process++) {
      const dataSource = { ...patient, applicationName: `process-${process}` };
      lab.processes.push(await engine.process({ dataSource, settings, commandTimeoutMs: 60_000 }));
      lab.begin(process);
    }
    return lab;
  }

  /** A process is dead, with whatever it was doing; another one takes its place. */
  begin(at: number): void {
    const former = this.lives[at];
    if (former) this.scheduler.kill(former);
    const life: Life = (this.lives[at] = { process: at, dead: false, redisOn: true });
    this.processes[at] = this.processes[at]!.successor({
      settings: { ...settings, fewAgents: this.direct.includes(at) ? fewAgents : 0 },
      wrapDatabase: (database) => scheduledDatabase(database, this.scheduler, life, this.gates),
      wrapPool: (pool) => new ScheduledPool(pool, this.scheduler, life),
    });
  }

  /** Nothing is left of the run before. `direct`: processes that assign as they accept. */
  async reset(direct: readonly number[]): Promise<void> {
    this.direct = direct;
    this.scheduler.story.length = 0;
    await this.engine.redis.client.flushdb();
    await this.clock.reset();
    await this.backup.clear();
    for (let process = 0; process < processCount; process++) this.begin(process);
  }

  async close(): Promise<void> {
    for (const life of this.lives) this.scheduler.kill(life);
    await this.client.end();
    installScripts([]);
    await this.engine.close();
  }
}
