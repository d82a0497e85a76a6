import { readFileSync, writeFileSync } from 'node:fs';
import { asyncApiDocument, eventsDocument } from './documents.js';

/** Writes docs/asyncapi.yaml and docs/events.md; with --check only says whether they are current. */
const documents = { 'asyncapi.yaml': asyncApiDocument(), 'events.md': eventsDocument() };

for (const [name, document] of Object.entries(documents)) {
  const file = new URL(`../../../docs/${name}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, document);
  } else if (readFileSync(file, 'utf8') !== document) {
    console.error(`docs/${name} is not current: npm run generate -w libs/contracts`);
    process.exitCode = 1;
  }
}
