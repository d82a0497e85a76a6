// Generated files that are committed: made again, or with --check compared with what is there.
// usage: node deploy/local/execute-generators.mjs [--check]
import { execute } from './execute.mjs';
import { root } from './paths.mjs';

const generators = [
  ['libs/contracts', 'dist/generate-asyncapi.js'],
  ['libs/permissions', 'dist/generate-permissions.js'],
  ...['identity', 'team', 'routing', 'translation'].map((service) => [
    `services/${service}`,
    'dist/openapi.js',
  ]),
];

let failed = false;
for (const [folder, script] of generators) {
  const args = [`${folder}/${script}`, ...process.argv.slice(2)];
  const { status, output } = await execute(process.execPath, args, { cwd: root });
  if (status === 0) continue;
  failed = true;
  process.stdout.write(`${folder}: ${output.trim()}\n`);
}
process.exit(failed ? 1 : 0);
