import { readFileSync, writeFileSync } from 'node:fs';
import { NgramTable, type Ngram } from './ngram-table.js';

/** Packs the data of the `eld` package into ngram-table.bin; `--check` compares. Run it when the package changes. */
interface EldData {
  languages: Record<string, string>;
  ngrams: Record<string, Record<string, number>>;
}

const packageFile = (path: string) => new URL(`../${path}`, import.meta.resolve('eld/extrasmall')).href;
const { ngramsData } = (await import(packageFile('ngrams/extrasmall.js'))) as { ngramsData: EldData };
const { dictionary } = (await import(packageFile('dictionary.js'))) as { dictionary: string[] };

/** The package writes bytes as characters of its own dictionary; ASCII stands for itself. */
const byteOf = new Map(
  dictionary
    .map((character, byte) => [character, byte] as const)
    .filter(([character, byte]) => byte >= 0x80 && character !== ' '),
);

const ngrams = Object.entries(ngramsData.ngrams).map(([key, scores]): Ngram => ({
  bytes: Buffer.from([...key].map((character) => byteOf.get(character) ?? character.charCodeAt(0))),
  scores: Object.entries(scores).map(([language, score]) => [Number(language), score] as const),
}));

const table = NgramTable.write(Object.values(ngramsData.languages), ngrams);
const file = new URL(import.meta.resolve('../../../src/detection/ngrams/ngram-table.bin'));
if (!process.argv.includes('--check')) {
  writeFileSync(file, table);
} else if (!readFileSync(file).equals(table)) {
  console.error('ngram-table.bin is not current: npm run generate -w services/translation');
  process.exitCode = 1;
}
