/**
 * The variables that docker-compose.yml asks for.
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
  return variables;
}

/** The same as text of an env file; single quotes keep every other character as it is. */
export function environmentFile(variables) {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (/['\n\\]/.test(value))
        throw new Error(`${name} must not have a quote, a backslash or a line break`);
      return `${name}='${value}'\n`;
    })
    .join('');
}
