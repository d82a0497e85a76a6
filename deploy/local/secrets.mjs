import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const services = ['identity', 'team', 'routing', 'translation'];

/**
 * Fresh random secrets for one installation; nothing in them is guessable or shared with another one.
 * @param {(size: number) => Uint8Array} [random] where the bytes come from
 */
export function newSecrets(random = randomBytes) {
  const word = () => wordOf(random(24));
  return {
    postgres: word(),
    databases: Object.fromEntries(services.map((service) => [service, { owner: word(), app: word() }])),
    redis: word(),
    internalCredential: word(),
    signingKey: newSigningKey(),
    demoPassword: `demo-${wordOf(random(9))}`,
    kafkaClusterId: wordOf(random(16)),
  };
}

/** Letters, digits, - and _, a letter first: programs read an argument that begins with a dash as an option. */
function wordOf(bytes) {
  const [first, ...rest] = bytes;
  return Buffer.from([first & 0x7f, ...rest]).toString('base64url');
}

/** The secrets kept in this file, made when they are not there. */
export function secretsIn(file) {
  const fresh = newSecrets();
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (Object.keys(fresh).every((name) => name in known)) return known;
  const secrets = { ...fresh, ...known };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** A private key for access tokens, as the JWK that identity reads. */
function newSigningKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }), alg: 'EdDSA', use: 'sig', kid: randomUUID() };
}
