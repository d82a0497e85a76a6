import { mkdirSync } from 'node:fs';
import { Advice } from '../advice.mjs';
import { step } from '../progress.mjs';
import { dockerAnswers, startInDocker } from './docker.mjs';
import { startNative } from './native.mjs';

/**
 * @typedef {object} Plan
 * @property {import('../processes.mjs').Processes} processes what is started here is stopped with these
 * @property {Record<string, number>} ports
 * @property {string} folder where data goes
 * @property {string} logFolder
 * @property {ReturnType<typeof import('../secrets.mjs').newSecrets>} secrets
 * @property {boolean} durable whether the data must survive a crash of the machine
 * @property {Record<string, string>} [postgresSettings] beside the usual ones, where PostgreSQL runs as a program
 * @property {boolean} [kept] whether the data stays when all is stopped; as `durable` if not said
 * @property {string} project name of the containers' group
 * @property {Record<string, string>} given what the environment names already, by the keys of {@link Infrastructure}
 * @property {string[]} [parts] those that are needed, if not all
 * @property {string} [choice] `docker` or `native`, instead of looking
 *
 * @typedef {object} Infrastructure
 * @property {string} postgresUrl as administrator
 * @property {string} redisUrl
 * @property {string} kafkaBrokers
 * @property {string} smtpUrl
 * @property {string} mailUrl the mail catcher's page and REST calls
 * @property {string} [apertiumUrl] absent: there is no translator
 */

/** Which address of the environment stands for which part. */
const parts = {
  postgres: 'postgresUrl',
  redis: 'redisUrl',
  kafka: 'kafkaBrokers',
  mail: 'smtpUrl',
  translator: 'apertiumUrl',
};

/**
 * Each part from the environment, else in Docker, else as a program of this machine.
 * @param {Plan} plan
 * @returns {Promise<Infrastructure>}
 */
export async function bringUp(plan) {
  mkdirSync(plan.folder, { recursive: true });
  const given = Object.fromEntries(Object.entries(plan.given).filter(([, value]) => value));
  const needed = plan.parts ?? Object.keys(parts);
  const missing = new Set(needed.filter((part) => !given[parts[part]]));
  if (missing.size === 0) return given;
  const choice = await choose(plan.choice);
  const names = [...missing].join(', ');
  const started = await step(
    'stack',
    `starting ${names} (${choice})`,
    () => (choice === 'docker' ? startInDocker(missing, plan) : startNative(missing, plan)),
    (found) => describe(missing, found, choice),
  );
  return { ...started, ...given };
}

async function choose(choice) {
  if (choice === 'native') return 'native';
  if (choice && choice !== 'docker')
    throw new Advice(`SWITCHBOARD_INFRA is "${choice}": set it to docker or native, or leave it out.`);
  const reason = await dockerAnswers();
  if (!reason) return 'docker';
  if (choice === 'docker')
    throw new Advice(`Docker cannot be used (${reason}): mend that, or set SWITCHBOARD_INFRA=native.`);
  return 'native';
}

function describe(missing, found, choice) {
  const lines = [...missing].filter((part) => found[parts[part]]).join(', ');
  const translator =
    missing.has('translator') && !found.apertiumUrl
      ? '; no translator here, translations will be pseudo'
      : '';
  return `${lines} up (${choice})${translator}`;
}
