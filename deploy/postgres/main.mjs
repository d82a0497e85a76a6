import { createDatabases, services } from './create-databases.mjs';

/** The one-shot of docker-compose.yml: databases and roles from ADMIN_DATABASE_URL and <SERVICE>_<ROLE>_PASSWORD. */
const variable = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const passwords = Object.fromEntries(
  services.map((service) => {
    const prefix = service.toUpperCase();
    return [
      service,
      { owner: variable(`${prefix}_OWNER_PASSWORD`), app: variable(`${prefix}_APP_PASSWORD`) },
    ];
  }),
);
await createDatabases(variable('ADMIN_DATABASE_URL'), passwords);
process.stdout.write(`databases ready: ${services.join(', ')}\n`);
