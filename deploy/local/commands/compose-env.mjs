import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Advice } from '../advice.mjs';
import { composeEnvironment, environmentFile } from '../compose-environment.mjs';
import { root } from '../paths.mjs';
import { portsFrom } from '../ports.mjs';
import { newSecrets } from '../secrets.mjs';

const heading = `# Secrets of one installation, made by \`npm run compose:env\`: random, not in git, not to be shared.
# The databases keep the passwords of their first start: with new ones here, \`docker compose down --volumes\` first.
`;

export const usage = `usage: npm run compose:env -- [--force]
  --force  in the place of a .env that is there
Writes .env, random secrets for docker compose.`;

/** Writes .env for docker-compose.yml. */
export async function run(args, folder = root) {
  const file = join(folder, '.env');
  if (existsSync(file) && !args.includes('--force')) {
    throw new Advice(
      '.env exists and its secrets may be in use: keep it, or make new ones with npm run compose:env -- --force.',
    );
  }
  const { edge } = portsFrom(process.env);
  const variables = composeEnvironment(newSecrets(), {
    PUBLIC_URL: `http://localhost:${edge}`,
    SWITCHBOARD_EDGE_PORT: edge,
  });
  writeFileSync(file, heading + environmentFile(variables), { mode: 0o600 });
  process.stdout.write('.env written: next, docker compose up --build\n');
}
