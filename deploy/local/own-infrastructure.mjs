import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './commands/build.mjs';
import { bringUp } from './infrastructure/bring-up.mjs';
import { containerPids, removeContainers } from './infrastructure/docker.mjs';
import { RunNote, endLeftovers } from './leftovers.mjs';
import { unlessStopped, untilStopped } from './lifetime.mjs';
import { freePorts } from './ports.mjs';
import { Processes } from './processes.mjs';
import { newSecrets } from './secrets.mjs';

/**
 * Compiles, brings up infrastructure of its own (free ports, a temporary folder), and takes it down
 * again whatever happens. Never disturbs a running `npm start`.
 * @template T
 * @param {(own: { folder: string, stop: AbortSignal, variables: Record<string, string>,
 *   programs: Record<string, number> }) => Promise<T>} use
 *   `variables` say where the infrastructure is, by the names that tests and benchmarks read; `programs` are the
 *   ids of what was started as a program or in a container, by name
 * @param {{ durable?: boolean, parts?: string[], postgresSettings?: Record<string, string> }} [options] whether commits
 *   must survive a crash of the machine; which parts are needed, if not all; what PostgreSQL is told besides, where
 *   it runs as a program
 * @returns {Promise<T>}
 */
export async function withOwnInfrastructure(use, options = {}) {
  const stop = untilStopped();
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
  // PostgreSQL may have to run as another user, who must get through to its own folder.
  chmodSync(folder, 0o711);
  const name = `test-${process.pid}`;
  await endLeftovers(removeLeft);
  const note = new RunNote(name, { folder });
  const processes = new Processes({ onChange: (pids) => note.record(pids) });
  try {
    const infrastructure = await unlessStopped(stop, () =>
      prepare({ folder, name, processes, note, ...options }),
    );
    const programs = { ...processes.programs, ...(await containerPids(projectOf(name))) };
    return await use({ folder, stop, variables: testEnvironment(infrastructure), programs });
  } finally {
    await processes.stop();
    rmSync(folder, { recursive: true, force: true });
    note.remove();
  }
}

const projectOf = (name) => `switchboard-${name}`;

async function prepare({ folder, name, processes, note, durable = false, parts, postgresSettings }) {
  const building = build();
  const logFolder = join(folder, 'logs');
  mkdirSync(logFolder);
  const given = {
    postgresUrl: process.env.TEST_POSTGRES_URL,
    redisUrl: process.env.TEST_REDIS_URL,
    kafkaBrokers: process.env.TEST_KAFKA_BROKERS,
    smtpUrl: process.env.TEST_MAIL_URL && process.env.TEST_SMTP_URL,
    mailUrl: process.env.TEST_MAIL_URL,
    apertiumUrl: process.env.APERTIUM_URL,
  };
  const plan = {
    processes,
    note,
    folder,
    logFolder,
    given,
    project: projectOf(name),
    durable,
    postgresSettings,
    kept: false,
    parts,
  };
  const started = await Promise.allSettled([
    building,
    bringUp({
      ...plan,
      ports: await freePorts(),
      secrets: newSecrets(),
      choice: process.env.SWITCHBOARD_INFRA,
    }),
  ]);
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return started[1].value;
}

function testEnvironment(infrastructure) {
  return {
    TEST_POSTGRES_URL: infrastructure.postgresUrl,
    TEST_REDIS_URL: infrastructure.redisUrl,
    TEST_KAFKA_BROKERS: infrastructure.kafkaBrokers,
    TEST_SMTP_URL: infrastructure.smtpUrl,
    TEST_MAIL_URL: infrastructure.mailUrl,
    ...(infrastructure.apertiumUrl ? { APERTIUM_URL: infrastructure.apertiumUrl } : {}),
  };
}

async function removeLeft({ folder, project }) {
  if (project) await removeContainers(project);
  if (folder) rmSync(folder, { recursive: true, force: true });
}
