/** Writes what is generated from this service's sources; with `--check` only says what is not current. */
await import('./openapi.js');
await import('./detection/ngrams/generate-ngram-table.js');
