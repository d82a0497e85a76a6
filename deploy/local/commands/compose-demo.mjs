import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report } from '../advice.mjs';
import { composeEnvironment, environmentFile } from '../compose-environment.mjs';
import { execute } from '../execute.mjs';
import { RunNote, endLeftovers } from '../leftovers.mjs';
import { unlessStopped, untilStopped } from '../lifetime.mjs';
import { removeContainers } from '../infrastructure/docker.mjs';
import { root } from '../paths.mjs';
import { nodeOptions } from '../services.mjs';
import { freePorts, portVariable } from '../ports.mjs';
import { step } from '../progress.mjs';
import { newSecrets } from '../secrets.mjs';
import { build } from './build.mjs';
import { portVariables } from './demo.mjs';

const storyWithinMs = 240_000;

/** docker-compose.yml as it is, on free ports and with secrets of its own: built, brought up, the story told, gone. */
export async function run() {
  const stop = untilStopped();
  await endLeftovers(async ({ project }) => project && (await removeContainers(project)));
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-compose-'));
  const project = `switchboard-demo-${process.pid}`;
  const note = new RunNote(project, { project });
  let failed = 0;
  try {
    const ports = await freePorts();
    const compose = composeCommand({ project, folder, ports });
    await unlessStopped(stop, () => tellStory(compose, ports));
  } catch (error) {
    failed = 1;
    report(error);
  } finally {
    await step(
      'compose',
      'taking it down',
      () => removeContainers(project),
      () => 'taken down',
    );
    rmSync(folder, { recursive: true });
    note.remove();
  }
  process.stdout.write(`${1 - failed} passed, ${failed} failed\n`);
  return failed;
}

function composeCommand({ project, folder, ports }) {
  const variables = Object.entries(ports).map(([name, port]) => [portVariable(name), port]);
  const url = `http://localhost:${ports.edge}`;
  const file = join(folder, '.env');
  const environment = composeEnvironment(newSecrets(), { PUBLIC_URL: url, ...Object.fromEntries(variables) });
  writeFileSync(file, environmentFile(environment), { mode: 0o600 });
  return (...args) =>
    execute('docker', ['compose', '-p', project, '--env-file', file, ...args], { cwd: root });
}

async function tellStory(compose, ports) {
  await Promise.all([
    build(),
    step(
      'images',
      'building',
      () => succeed(compose('build')),
      () => 'built',
    ),
  ]);
  await step(
    'compose',
    'starting',
    () => bringUp(compose),
    () => 'every service is healthy',
  );
  const env = { ...process.env, ...portVariables(ports) };
  const { status, output } = await execute(
    process.execPath,
    [...nodeOptions, join(root, 'e2e/dist/demo/main.js'), '--edge'],
    { env, signal: AbortSignal.timeout(storyWithinMs) },
  );
  process.stdout.write(output);
  if (status !== 0)
    throw new Error(`The story broke off.\n${(await compose('logs', '--no-color', '--tail', '40')).output}`);
}

async function bringUp(compose) {
  const { status, output } = await compose(
    'up',
    '-d',
    '--no-build',
    '--wait',
    '--wait-timeout',
    '180',
    'edge',
    'maildev',
    'apertium',
  );
  if (status === 0) return;
  const logs = await compose('logs', '--no-color', '--tail', '25');
  throw new Error(`docker compose up failed:\n${output}\n${logs.output}`);
}

async function succeed(running) {
  const { status, output } = await running;
  if (status !== 0) throw new Error(output.slice(-6_000));
}
