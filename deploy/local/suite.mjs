import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { startEdge } from '../edge/edge.mjs';
import { createDatabases, WrongCharacterType } from '../postgres/create-databases.mjs';
import { Advice } from './advice.mjs';
import { execute } from './execute.mjs';
import { responds } from './infrastructure/mail.mjs';
import { root } from './paths.mjs';
import {
  mainFile,
  migrationEnvironment,
  nodeOptions,
  operatorFile,
  serviceEnvironment,
  services,
} from './services.mjs';

/**
 * @typedef {object} SuitePlan
 * @property {import('./processes.mjs').Processes} processes
 * @property {import('./infrastructure/bring-up.mjs').Infrastructure} infrastructure
 * @property {ReturnType<typeof import('./secrets.mjs').newSecrets>} secrets
 * @property {Record<string, number>} ports edge and the four services
 * @property {string} publicUrl the origin that links and token issuers name
 * @property {string} logFolder
 * @property {Record<string, number>} [replicas] instances per service, 1 by default
 * @property {string} [topicPrefix]
 */

/** `migrate` ends with it when the database was made by another version of the code; libs/persistence says it. */
const schemaMismatch = 3;
const longestPauseMs = 15_000;
const settledAfterMs = 60_000;

/**
 * The four services as processes, and the edge in front. An instance that ends is started again after a pause
 * that grows: a consumer that cannot go on ends its process on purpose.
 * Events: `exit` ({ name, code, signal, lines, pauseMs }) and `ready` ({ name }) after a restart.
 */
export class Suite extends EventEmitter {
  /** @type {Array<{ service: string, name: string, port: number, program?: object, restarts: number }>} */
  instances = [];
  #plan;
  #edge;

  /** @param {SuitePlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
  }

  /** Databases with their roles, tables, topics: whatever is missing. */
  async prepare() {
    const { infrastructure, secrets, topicPrefix } = this.#plan;
    // The topics' definitions are compiled code: there to be imported only now that the build is done.
    const { createTopics } = await import('../kafka/create-topics.mjs');
    await Promise.all([
      createTopics({ brokers: infrastructure.kafkaBrokers, prefix: topicPrefix }),
      databases(infrastructure.postgresUrl, secrets.databases).then(() =>
        Promise.all(services.map((service) => this.#migrate(service))),
      ),
    ]);
  }

  /** Starts every instance and, when all are ready, the edge. */
  async start() {
    const { ports, replicas = {} } = this.#plan;
    for (const service of services) {
      for (let at = 0; at < (replicas[service] ?? 1); at += 1) {
        const name = at === 0 ? service : `${service}-${at + 1}`;
        this.instances.push({ service, name, port: replicaPort(ports[service], at), restarts: 0 });
      }
    }
    await Promise.all(this.instances.map((instance) => this.#run(instance)));
    this.#edge = await startEdge({ port: ports.edge, upstreams: (service) => this.#upstreams(service) });
    return this.#edge.url;
  }

  /** No new requests from outside; the processes are stopped with the others of the plan. */
  async closeEdge() {
    await this.#edge?.close();
  }

  /** Kills an instance the hard way, as a test of what follows; it is started again like any other that ends. */
  kill(name, signal = 'SIGKILL') {
    process.kill(-this.instances.find((instance) => instance.name === name).program.child.pid, signal);
  }

  async #migrate(service) {
    const env = migrationEnvironment(service, this.#plan);
    const { status, output } = await execute(
      process.execPath,
      [...nodeOptions, operatorFile(service), 'migrate'],
      {
        env,
        cwd: root,
      },
    );
    if (status === schemaMismatch)
      throw new Advice(
        'The data of an earlier run was made by another version of the code: `npm start -- --reset` begins with empty data.',
      );
    if (status !== 0) throw new Error(`The tables of ${service} could not be brought up to date:\n${output}`);
  }

  async #run(instance) {
    const { processes, logFolder } = this.#plan;
    const { service, name, port } = instance;
    const startedAt = Date.now();
    instance.program = undefined;
    instance.program = await processes.start({
      name,
      kind: 'services',
      command: process.execPath,
      args: [...nodeOptions, mainFile(service)],
      cwd: root,
      env: serviceEnvironment(service, this.#plan, port),
      log: join(logFolder, `${name}.log`),
      stopWithinMs: 25_000,
      askEveryMs: 250,
      ready: () => responds(`http://127.0.0.1:${port}/health/ready`),
      onExit: (end) => {
        const wasReady = instance.program !== undefined;
        if (wasReady && Date.now() - startedAt > settledAfterMs) instance.restarts = 0;
        if (wasReady) this.#restart(instance, end);
      },
    });
  }

  #restart(instance, end) {
    const pauseMs = Math.min(500 * 2 ** instance.restarts, longestPauseMs);
    instance.restarts += 1;
    instance.program = undefined;
    this.emit('exit', { ...end, pauseMs });
    setTimeout(() => {
      if (this.#plan.processes.stopping) return;
      this.#run(instance).then(
        () => this.emit('ready', { name: instance.name }),
        () => {
          if (!this.#plan.processes.stopping)
            this.#restart(instance, { name: instance.name, code: null, signal: null, lines: [] });
        },
      );
    }, pauseMs);
  }

  #upstreams(service) {
    return this.instances
      .filter((instance) => instance.service === service && instance.program)
      .map(({ port }) => `http://127.0.0.1:${port}`);
  }
}

async function databases(url, passwords) {
  try {
    await createDatabases(url, passwords);
  } catch (error) {
    if (error instanceof WrongCharacterType)
      throw new Advice(`${error.message} For data of npm start: npm start -- --reset, which deletes it.`);
    if (error.code !== '28P01') throw error;
    throw new Advice(
      'The data was made with other secrets than .local/secrets.json: npm start -- --reset deletes it and starts again.',
    );
  }
}

/** Further instances of a service listen ten ports higher each. */
export const replicaPort = (port, at) => port + at * 10;
