import { parseEnv } from 'node:util';
import { serviceDatabaseSql } from '../postgres/service-database.mjs';
import { composeEnvironment, environmentFile } from './compose-environment.mjs';
import { formatArguments } from './infrastructure/kafka.mjs';
import { newSecrets } from './secrets.mjs';

/** Bytes of which base64url makes the characters that some program could take for something else. */
const edges = {
  'only dashes': [0xfb, 0xef, 0xbe],
  'only underscores': [0xff, 0xff, 0xff],
  'a dash, then letters': [0xf8, 0, 0],
  'only zeros': [0, 0, 0],
};
const repeating = (pattern) => (size) =>
  Buffer.from(Array.from({ length: size }, (_, at) => pattern[at % 3]));

describe.each(Object.entries(edges))('secrets of random bytes that make %s', (_, pattern) => {
  const secrets = newSecrets(repeating(pattern));
  const passwords = Object.values(secrets.databases).flatMap(({ owner, app }) => [owner, app]);
  const words = [secrets.postgres, secrets.redis, secrets.internalCredential, ...passwords];

  test('begin with a letter, so that none is taken for an option', () => {
    for (const word of [...words, secrets.kafkaClusterId])
      expect(word).toMatch(/^[A-Za-z][A-Za-z0-9_-]{21,}$/);
    expect(secrets.demoPassword).toMatch(/^demo-[A-Za-z][A-Za-z0-9_-]{11}$/);
  });

  test('stand in an address, and come out of it, as they are', () => {
    for (const word of words) expect(new URL(`redis://user:${word}@127.0.0.1:1`).password).toBe(word);
  });

  test('are passwords of database roles', () => {
    for (const word of passwords)
      expect(serviceDatabaseSql({ service: 'x', ownerPassword: word, appPassword: word }).roles).toContain(
        `PASSWORD '${word}'`,
      );
  });

  test('come out of an env file as they were written', () => {
    const variables = composeEnvironment(secrets);
    expect(parseEnv(environmentFile(variables))).toEqual(variables);
  });

  test('a Kafka cluster id has the 16 bytes that Kafka wants, in the same argument as its option', () => {
    expect(Buffer.from(secrets.kafkaClusterId, 'base64url')).toHaveLength(16);
    expect(formatArguments(secrets.kafkaClusterId, 'server.properties')).toContain(
      `--cluster-id=${secrets.kafkaClusterId}`,
    );
  });
});

describe('an env file', () => {
  test('keeps what shells and env files give a meaning to', () => {
    const variables = {
      A: '-x',
      B: '$HOME ${HOME}',
      C: 'a#b #c',
      D: '"quoted"',
      E: 'x=y',
      F: ' spaces ',
      G: '',
    };
    expect(parseEnv(environmentFile(variables))).toEqual(variables);
  });

  test.each(["a'b", 'a\\b', 'a\nb'])('refuses %j, which it could not carry', (value) => {
    expect(() => environmentFile({ NAME: value })).toThrow('NAME must not have a quote');
  });
});
