import { join } from 'node:path';
import { startKafka } from './kafka.mjs';
import { startMail } from './mail.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { startTranslator } from './translator.mjs';

/**
 * Starts the wanted parts as ordinary programs of this machine.
 * @param {Set<string>} wanted
 * @param {import('./bring-up.mjs').Plan} plan
 */
export async function startNative(wanted, plan) {
  const { processes, ports, folder, secrets, durable, logFolder, postgresSettings } = plan;
  const common = (name) => ({
    processes,
    folder: join(folder, name),
    durable,
    log: join(logFolder, `${name}.log`),
  });
  const starts = {
    postgres: async () => {
      const { url } = await startPostgres({
        ...common('postgres'),
        port: ports.postgres,
        password: secrets.postgres,
        more: postgresSettings,
      });
      return { postgresUrl: url };
    },
    redis: async () => {
      const { url } = await startRedis({ ...common('redis'), port: ports.redis });
      return { redisUrl: url };
    },
    kafka: async () => {
      const { brokers } = await startKafka({
        ...common('kafka'),
        port: ports.kafka,
        controllerPort: ports.kafkaController,
        clusterId: secrets.kafkaClusterId,
      });
      return { kafkaBrokers: brokers };
    },
    mail: async () => {
      const { url, smtpUrl } = await startMail({
        ...common('mail'),
        webPort: ports.mail,
        smtpPort: ports.smtp,
      });
      return { mailUrl: url, smtpUrl };
    },
    translator: async () => {
      const started = await startTranslator({ ...common('translator'), port: ports.translator });
      return started ? { apertiumUrl: started.url } : {};
    },
  };
  // All or nothing: the caller stops what runs when one of them fails, but not before the others have settled.
  const results = await Promise.allSettled([...wanted].map((part) => starts[part]()));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return Object.assign({}, ...results.map(({ value }) => value));
}
