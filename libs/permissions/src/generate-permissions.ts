import { readFileSync, writeFileSync } from 'node:fs';
import { permissionsDocument } from './permissions-document.js';

/** Writes docs/permissions.md; with --check only says whether it is current. */
const file = new URL('../../../docs/permissions.md', import.meta.url);
const document = permissionsDocument();

if (!process.argv.includes('--check')) {
  writeFileSync(file, document);
} else if (readFileSync(file, 'utf8') !== document) {
  console.error('docs/permissions.md is not current: npm run generate -w libs/permissions');
  process.exitCode = 1;
}
