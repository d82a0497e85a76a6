/**
 * The variables that docker-compose.yml asks for, as text of an env file.
 * @param {ReturnType<typeof import('./secrets.mjs').newSecrets>} secrets
 * @param {Record<string, string | number>} [more]
 */
export function composeEnvironment(secrets, more = {}) {
  const passwords = Object.entries(secrets.databases).flatMap(([service, { owner, app }]) => [
    [`${service.toUpperCase()}_OWNER_PASSWORD`, owner],
    [`${service.toUpperCase()}_APP_PASSWORD`, app],
  ]);
  const variables = {
    POSTGRES_PASSWORD: secrets.postgres,
    ...Object.fromEntries(passwords),
    REDIS_PASSWORD: secrets.redis,
    KAFKA_CLUSTER_ID: secrets.kafkaClusterId,
    INTERNAL_CREDENTIALS: secrets.internalCredential,
    SIGNING_KEY: JSON.stringify(secrets.signingKey),
    ...more,
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
