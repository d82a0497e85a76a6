import { readFileSync } from 'node:fs';

/** One piece of a word and how much it speaks for each language. */
export interface Ngram {
  /** UTF-8; a blank stands for the beginning or the end of a word. */
  readonly bytes: Buffer;
  readonly scores: ReadonlyArray<readonly [language: number, score: number]>;
}

/**
 * The detector's statistics in half a megabyte: sorted keys, found by bisection. As JavaScript objects, the way the
 * `eld` package holds them, the same data takes eighty.
 *
 * Layout: length of a JSON list of languages (uint32), the list, number of n-grams (uint32), per n-gram its length and
 * its number of scores (a byte each), all keys, all scores (language and score, a byte each).
 */
export class NgramTable {
  private constructor(
    readonly languages: readonly string[],
    private readonly keys: Buffer,
    private readonly keyStarts: Uint32Array,
    private readonly scores: Buffer,
    private readonly scoreStarts: Uint32Array,
  ) {}

  static read(file: URL): NgramTable {
    const data = readFileSync(file);
    const listLength = data.readUInt32LE(0);
    const languages = JSON.parse(data.toString('utf8', 4, 4 + listLength)) as string[];
    const count = data.readUInt32LE(4 + listLength);
    const sizes = 8 + listLength;
    const keyStarts = new Uint32Array(count + 1);
    const scoreStarts = new Uint32Array(count + 1);
    for (let at = 0; at < count; at += 1) {
      keyStarts[at + 1] = keyStarts[at]! + data[sizes + 2 * at]!;
      scoreStarts[at + 1] = scoreStarts[at]! + 2 * data[sizes + 2 * at + 1]!;
    }
    const keys = data.subarray(sizes + 2 * count, sizes + 2 * count + keyStarts[count]!);
    return new NgramTable(
      languages,
      keys,
      keyStarts,
      data.subarray(sizes + 2 * count + keys.length),
      scoreStarts,
    );
  }

  /** The file's content; n-grams in any order. */
  static write(languages: readonly string[], ngrams: readonly Ngram[]): Buffer {
    const sorted = ngrams.toSorted((one, other) => Buffer.compare(one.bytes, other.bytes));
    const list = Buffer.from(JSON.stringify(languages));
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32LE(list.length, 0);
    numbers.writeUInt32LE(sorted.length, 4);
    const sizes = sorted.flatMap(({ bytes, scores }) => [bytes.length, scores.length]);
    return Buffer.concat([
      numbers.subarray(0, 4),
      list,
      numbers.subarray(4),
      Buffer.from(sizes),
      ...sorted.map(({ bytes }) => bytes),
      Buffer.from(sorted.flatMap(({ scores }) => scores.flat())),
    ]);
  }

  /** Adds what the n-gram says to the sums by language; `base` to each score. Nothing known: nothing added. */
  addTo(sums: Float64Array, ngram: Buffer, base: number): void {
    const at = this.find(ngram);
    if (at < 0) return;
    for (let entry = this.scoreStarts[at]!; entry < this.scoreStarts[at + 1]!; entry += 2) {
      sums[this.scores[entry]!]! += this.scores[entry + 1]! + base;
    }
  }

  private find(ngram: Buffer): number {
    let low = 0;
    let high = this.keyStarts.length - 2;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.keys.compare(
        ngram,
        0,
        ngram.length,
        this.keyStarts[middle],
        this.keyStarts[middle + 1],
      );
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
