import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { goldenBatches } from '../../test/golden-batches.js';
import { decompressLz4 } from './lz4-frame.js';
import { decompressSnappy } from './snappy-stream.js';

const texts = Array.from(
  { length: 40 },
  (_, at) => `{"customerId":"c-${at % 3}","text":"hola, hola, hola ¿dónde está mi pedido ${at}?"}`,
);

describe('what other producers compress', () => {
  it.each([
    ['lz4', decompressLz4],
    ['snappy', decompressSnappy],
    ['zstd', zstdDecompressSync],
  ] as const)('%s of a Java producer is read byte by byte', (codec, decompress) => {
    const records = decompress(Buffer.from(goldenBatches[codec], 'base64')).toString('utf8');
    for (const text of texts) expect(records).toContain(text);
  });

  it('a raw Snappy block, as producers outside Java send it', () => {
    // 11 bytes: "ab", then a copy of distance 2 and length 9 (overlapping).
    expect(decompressSnappy(Buffer.from([11, 0x04, 0x61, 0x62, 0x15, 0x02])).toString()).toBe('abababababa');
  });

  it('an LZ4 frame of uncompressed blocks', () => {
    const frame = Buffer.from('04224d18604082050000806869206869' + '21' + '00000000', 'hex');
    frame.writeUInt32LE(0x8000_0006, 7);
    expect(decompressLz4(frame).toString()).toBe('hi hi!');
  });

  it('broken bytes are an error, never an endless loop or a crash of another kind', () => {
    const lz4 = Buffer.from(goldenBatches.lz4, 'base64');
    const snappy = Buffer.from(goldenBatches.snappy, 'base64');
    const damage = fc.record({ at: fc.nat(lz4.length - 1), value: fc.nat(255), cut: fc.nat(lz4.length) });
    fc.assert(
      fc.property(damage, ({ at, value, cut }) => {
        for (const [bytes, decompress] of [
          [lz4, decompressLz4],
          [snappy, decompressSnappy],
        ] as const) {
          const broken = Buffer.from(bytes.subarray(0, Math.max(1, cut)));
          broken[at % broken.length] = value;
          try {
            decompress(broken);
          } catch (error) {
            expect(String(error)).toMatch(/Error/);
          }
        }
      }),
    );
  });
});
