import { Output } from './lz4-frame.js';

/** Java producers wrap Snappy into blocks of their own (snappy-java); others send one raw block. */
const javaMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Reads Snappy as Kafka producers send it, wrapped or raw. */
export function decompressSnappy(compressed: Buffer): Buffer {
  const output = new Output();
  if (!compressed.subarray(0, 8).equals(javaMagic)) readBlock(compressed, output);
  else
    for (let at = 16; at < compressed.length;) {
      const length = compressed.readUInt32BE(at);
      readBlock(compressed.subarray(at + 4, at + 4 + length), output);
      at += 4 + length;
    }
  return output.bytes();
}

/** A block: its size, then literals and copies. Copies do not reach into other blocks. */
function readBlock(block: Buffer, output: Output): void {
  let at = 0;
  while (block[at]! & 0x80) at += 1;
  at += 1;
  const little = (bytes: number): number => {
    const value = block.readUIntLE(at, bytes);
    at += bytes;
    return value;
  };
  while (at < block.length) {
    const tag = block[at]!;
    at += 1;
    const kind = tag & 0x03;
    if (kind === 0) {
      const short = tag >> 2;
      const length = (short < 60 ? short : little(short - 59)) + 1;
      output.literals(block.subarray(at, at + length));
      at += length;
    } else if (kind === 1) output.copy(((tag >> 5) << 8) | little(1), ((tag >> 2) & 0x07) + 4);
    else output.copy(little(kind === 2 ? 2 : 4), (tag >> 2) + 1);
  }
}
