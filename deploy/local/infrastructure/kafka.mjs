import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { execute } from '../execute.mjs';
import { mavenJars } from './maven.mjs';

/** One Kafka broker that is its own controller, from the jars that Maven has. */
export async function startKafka({ processes, folder, port, controllerPort, clusterId, log }) {
  const java = requireJava();
  const jars = await mavenJars();
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, brokerProperties({ folder, port, controllerPort }));
  writeFileSync(join(folder, 'log4j2.yaml'), logging);
  const options = ['-cp', join(jars, '*'), `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`];
  if (!existsSync(join(folder, 'logs/meta.properties'))) {
    const args = [...options, '-XX:TieredStopAtLevel=1', ...formatArguments(clusterId, properties)];
    const { status, output } = await execute(java, args);
    if (status !== 0) throw new Error(`Kafka could not prepare its folder:\n${output}`);
  }
  await processes.start({
    name: 'kafka',
    command: java,
    args: ['-Xmx384m', '-XX:+UseSerialGC', ...options, 'kafka.Kafka', properties],
    log,
    ready: ({ lines }) => lines.some((line) => /Kafka Server started/.test(line)),
  });
  return { brokers: `127.0.0.1:${port}` };
}

/** Prepares a broker's folder. The id is part of its option: one that begins with a dash would be taken for another. */
export const formatArguments = (clusterId, properties) => [
  'kafka.tools.StorageTool',
  'format',
  `--cluster-id=${clusterId}`,
  '-c',
  properties,
];

/** The Java to use; a sentence that says what to do when there is none or it is too old. */
export function requireJava(environment = process.env) {
  const java = environment.JAVA_HOME ? join(environment.JAVA_HOME, 'bin/java') : 'java';
  const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8', env: environment });
  const version = error ? undefined : /version "(\d+)/.exec(stderr)?.[1];
  if (Number(version) >= 17) return java;
  throw new Advice(
    `Kafka needs Java 17 or newer, and ${version ? `this is Java ${version}` : 'there is none'}: ` +
      'install it (Debian: apt install openjdk-17-jre-headless, macOS: brew install openjdk), start Docker, or set SWITCHBOARD_KAFKA_BROKERS.',
  );
}

function brokerProperties({ folder, port, controllerPort }) {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'logs'),
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 8,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // One machine, one member per group at first: waiting for more members would only delay every start.
    'group.initial.rebalance.delay.ms': 0,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

const logging = `Configuration:
  Appenders:
    Console:
      name: CONSOLE
      target: SYSTEM_OUT
      PatternLayout:
        pattern: "%d %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: CONSOLE
    Logger:
      - name: kafka.server
        level: INFO
`;
