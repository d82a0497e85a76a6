import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { bringUp } from '../infrastructure/bring-up.mjs';
import { removeContainers, stopContainers } from '../infrastructure/docker.mjs';
import { RunNote, aliveRun, endLeftovers } from '../leftovers.mjs';
import { Stopped, unlessStopped, untilStopped } from '../lifetime.mjs';
import { data, local, logs, outside } from '../paths.mjs';
import { portsFrom, requireFree } from '../ports.mjs';
import { Processes } from '../processes.mjs';
import { say, step } from '../progress.mjs';
import { secretsIn } from '../secrets.mjs';
import { seedDemo } from '../seed.mjs';
import { services } from '../services.mjs';
import { Suite, replicaPort } from '../suite.mjs';
import { startOptions, usage as call } from '../start-options.mjs';
import { summary } from '../summary.mjs';
import { build } from './build.mjs';

const project = 'switchboard-local';

export const usage = `${call}
  --replicas  further instances of a service, ten ports higher each: --replicas routing=4,team=2
  --reset     begins with empty data
The suite on this machine, until Ctrl-C; docs/operations.md names the variables.`;

/** The whole suite on this machine, until Ctrl-C. */
export async function run(args) {
  const { replicas, reset } = startOptions(args);
  const other = aliveRun('start');
  if (other)
    throw new Advice(
      `One runs already (process ${other.owner.pid}, ${other.url}): use that, or stop it with Ctrl-C where it was started.`,
    );
  const stop = untilStopped();
  await endLeftovers(stopLeftContainers);
  const ports = portsFrom(process.env);
  await requireFree(usedPorts(ports, replicas));
  if (reset) await emptyData();

  const publicUrl = `http://localhost:${ports.edge}`;
  const note = new RunNote('start', { url: publicUrl });
  const processes = new Processes({ onChange: (pids) => note.record(pids) });
  let suite;
  try {
    const infrastructure = await unlessStopped(stop, () => prepare({ ports, processes, note }));
    const secrets = secretsIn(join(local, 'secrets.json'));
    note.add({ infrastructure, ports });
    suite = new Suite({ processes, infrastructure, secrets, ports, publicUrl, replicas, logFolder: logs });
    await unlessStopped(stop, () => bringUpSuite(suite));
    const demo = await unlessStopped(stop, () =>
      seedDemo({ url: publicUrl, mailUrl: infrastructure.mailUrl, password: secrets.demoPassword }),
    );
    process.stdout.write(summary({ url: publicUrl, infrastructure, demo, instances: suite.instances }));
    report(suite);
    await new Promise((resolve) => stop.addEventListener('abort', resolve));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    say('stop', 'stopping what was started; the data stays in .local');
    await suite?.closeEdge();
    await processes.stop();
    note.remove();
  }
  return 0;
}

async function prepare({ ports, processes, note }) {
  const given = {
    postgresUrl: process.env.SWITCHBOARD_POSTGRES_URL,
    redisUrl: process.env.SWITCHBOARD_REDIS_URL,
    kafkaBrokers: process.env.SWITCHBOARD_KAFKA_BROKERS,
    smtpUrl: process.env.SWITCHBOARD_MAIL_URL && process.env.SWITCHBOARD_SMTP_URL,
    mailUrl: process.env.SWITCHBOARD_MAIL_URL,
    apertiumUrl: process.env.SWITCHBOARD_APERTIUM_URL,
  };
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const secrets = secretsIn(join(local, 'secrets.json'));
  const choice = process.env.SWITCHBOARD_INFRA;
  const plan = {
    processes,
    note,
    ports,
    given,
    secrets,
    choice,
    project,
    folder: data,
    logFolder: logs,
    durable: true,
  };
  const results = await Promise.allSettled([bringUp(plan), build()]);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results[0].value;
}

async function bringUpSuite(suite) {
  await step(
    'tables',
    'databases, migrations and topics',
    () => suite.prepare(),
    () => 'databases, migrations, topics up to date',
  );
  await step(
    'services',
    'starting',
    () => suite.start(),
    () => `${suite.instances.map(({ name }) => name).join(', ')} ready`,
  );
}

function report(suite) {
  suite.on('exit', ({ name, code, signal, lines, pauseMs }) => {
    say(
      name,
      `ended (${signal ?? `code ${code}`}); starts again in ${pauseMs / 1000} s; see .local/logs/${name}.log`,
    );
    for (const line of lines.slice(-3)) say(name, `  ${line.slice(0, 200)}`);
  });
  suite.on('ready', ({ name }) => say(name, 'runs again'));
}

/** Every port that this run listens on, further instances included. */
function usedPorts(ports, replicas) {
  const more = services.flatMap((service) =>
    Array.from({ length: (replicas[service] ?? 1) - 1 }, (_, at) => [
      service,
      replicaPort(ports[service], at + 1),
    ]),
  );
  return Object.entries(ports).concat(more);
}

async function emptyData() {
  await removeContainers(project);
  for (const folder of [data, join(outside, 'data')]) rmSync(folder, { recursive: true, force: true });
  say('reset', 'all data of earlier runs is gone');
}

async function stopLeftContainers({ project: left }) {
  if (left) await stopContainers(left);
}
