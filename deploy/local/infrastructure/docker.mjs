import { join } from 'node:path';
import { composeEnvironment } from '../compose-environment.mjs';
import { execute } from '../execute.mjs';
import { root } from '../paths.mjs';
import { portVariable } from '../ports.mjs';
import { say, step } from '../progress.mjs';
import { newSecrets } from '../secrets.mjs';
import { startTranslator } from './translator.mjs';

/** The services of docker-compose.yml that stand for each part. */
const containers = {
  postgres: 'postgres',
  redis: 'redis',
  kafka: 'kafka',
  mail: 'maildev',
  translator: 'apertium',
};

/** Why Docker cannot be used here, or nothing if it can: engine, compose, and every image at hand or to be had. */
export async function dockerAnswers() {
  if ((await execute('docker', ['info'])).status !== 0) return 'no Docker engine answers';
  if ((await execute('docker', ['compose', 'version'])).status !== 0) return 'docker compose is missing';
  for (const image of await images()) {
    if ((await execute('docker', ['image', 'inspect', image])).status === 0) continue;
    const { status } = await step(
      'docker',
      `pulling ${image}`,
      () => execute('docker', ['pull', '--quiet', image]),
      () => '',
    );
    if (status !== 0) return `the image ${image} cannot be pulled`;
  }
  return undefined;
}

/** The public images of the infrastructure, by their names in docker-compose.yml. */
async function images() {
  const env = { ...process.env, ...composeEnvironment(newSecrets(), { PUBLIC_URL: 'http://localhost' }) };
  const { status, output } = await execute(
    'docker',
    ['compose', '-f', 'docker-compose.yml', 'config', '--format', 'json'],
    { cwd: root, env },
  );
  if (status !== 0) throw new Error(`docker-compose.yml cannot be read:\n${output}`);
  const { services } = JSON.parse(output.slice(output.indexOf('{')));
  const infrastructure = Object.values(containers).map((name) => services[name]);
  return infrastructure.filter(({ build }) => !build).map(({ image }) => image);
}

/**
 * Starts the wanted parts with docker-compose.yml, their ports open on this machine only.
 * @param {Set<string>} wanted
 * @param {import('./bring-up.mjs').Plan} plan
 */
export async function startInDocker(wanted, plan) {
  const { processes, note, ports, secrets, durable, kept = durable, project, logFolder } = plan;
  const variables = Object.entries(ports).map(([name, port]) => [portVariable(name), port]);
  // In compose's own environment: no file of secrets, and what the caller's shell sets by the same names does not win.
  const env = {
    ...process.env,
    ...composeEnvironment(secrets, { PUBLIC_URL: 'http://localhost', ...Object.fromEntries(variables) }),
  };
  const files = [
    'docker-compose.yml',
    'deploy/compose/local.yml',
    ...(durable ? [] : ['deploy/compose/test.yml']),
  ];
  const compose = (...args) =>
    execute('docker', ['compose', '-p', project, ...files.flatMap((file) => ['-f', file]), ...args], {
      cwd: root,
      env,
    });

  const names = [...wanted].map((part) => containers[part]);
  const translates = wanted.has('translator') && (await compose('build', 'apertium')).status === 0;
  note?.add({ project, durable: kept });
  processes.adopt({
    name: 'containers',
    stop: () => (kept ? stopContainers(project) : removeContainers(project)),
  });
  const up = await compose(
    'up',
    '-d',
    '--wait',
    '--no-build',
    ...names.filter((name) => name !== 'apertium' || translates),
  );
  if (up.status !== 0) {
    const { output } = await compose('logs', '--no-color', '--tail', '15');
    throw new Error(`The containers did not start: ${up.output.trim().split('\n').at(-1)}\n${output}`);
  }

  const found = {
    ...addresses(ports, secrets),
    ...(translates ? { apertiumUrl: `http://127.0.0.1:${ports.translator}` } : {}),
  };
  if (wanted.has('translator') && !translates) {
    say('docker', 'the translator image cannot be built here; looking for an installed one');
    const started = await startTranslator({
      processes,
      port: ports.translator,
      log: join(logFolder, 'translator.log'),
    });
    if (started) found.apertiumUrl = started.url;
  }
  return found;
}

const addresses = (ports, secrets) => ({
  postgresUrl: `postgres://postgres:${secrets.postgres}@127.0.0.1:${ports.postgres}/postgres`,
  redisUrl: `redis://:${secrets.redis}@127.0.0.1:${ports.redis}`,
  kafkaBrokers: `127.0.0.1:${ports.kafka}`,
  smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
  mailUrl: `http://127.0.0.1:${ports.mail}`,
});

/** Stops a group of containers; their data stays in their volumes. */
export async function stopContainers(project) {
  await execute('docker', ['compose', '-p', project, 'stop', '--timeout', '20']);
}

/** The ids of a group's containers as this machine counts them, by name; nothing where there is no such group. */
export async function containerPids(project) {
  const label = `label=com.docker.compose.project=${project}`;
  const { status, output } = await execute('docker', ['ps', '-q', '--filter', label]);
  const ids = status === 0 ? output.split('\n').filter(Boolean) : [];
  if (ids.length === 0) return {};
  const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Pid}}';
  const { output: lines } = await execute('docker', ['inspect', '--format', format, ...ids]);
  const entries = lines
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return Object.fromEntries(entries.map(([name, pid]) => [name, Number(pid)]));
}

/** Removes a group of containers with their data. */
export async function removeContainers(project) {
  await execute('docker', ['compose', '-p', project, 'down', '--volumes', '--timeout', '5']);
}
