/** What a frame begins with, read as a little-endian number. */
const magic = 0x184d2204;
/** A frame of Kafka holds at most one batch; more is an attempt to fill the memory. */
const sizeLimit = 64 * 1024 * 1024;

/** Reads an LZ4 frame, the form in which Kafka producers send LZ4. Checksums are the broker's affair. */
export function decompressLz4(frame: Buffer): Buffer {
  if (frame.length < 7 || frame.readUInt32LE(0) !== magic) throw new Error('not an LZ4 frame');
  const flags = frame[4]!;
  const [blockChecksums, contentSize, dictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  if (dictionary) throw new Error('LZ4 with a dictionary is not used by Kafka');
  let at = 7 + (contentSize ? 8 : 0);
  const output = new Output();
  for (;;) {
    const header = frame.readUInt32LE(at);
    at += 4;
    if (header === 0) return output.bytes();
    const length = header & 0x7fff_ffff;
    const block = frame.subarray(at, at + length);
    if (block.length < length) throw new Error('a cut LZ4 frame');
    if (header & 0x8000_0000) output.literals(block);
    else readBlock(block, output);
    at += length + (blockChecksums ? 4 : 0);
  }
}

/** Sequences of literals and copies; blocks may copy from those before them. */
function readBlock(block: Buffer, output: Output): void {
  let at = 0;
  const extended = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (;;) {
      const more = block[at]!;
      at += 1;
      length += more;
      if (more !== 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at]!;
    at += 1;
    const literals = extended(token >> 4);
    output.literals(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    output.copy(distance, extended(token & 0x0f) + 4);
  }
}

/** A growing buffer that can copy from its own past; used by both codecs. */
export class Output {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private length = 0;

  literals(bytes: Buffer): void {
    this.reserve(bytes.length);
    bytes.copy(this.buffer, this.length);
    this.length += bytes.length;
  }

  /** The copy may overlap what it writes: byte by byte then. */
  copy(distance: number, length: number): void {
    if (distance === 0 || distance > this.length) throw new Error('a copy from before the beginning');
    this.reserve(length);
    const from = this.length - distance;
    if (distance >= length) this.buffer.copy(this.buffer, this.length, from, from + length);
    else for (let i = 0; i < length; i += 1) this.buffer[this.length + i] = this.buffer[from + i]!;
    this.length += length;
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed > sizeLimit) throw new Error('more than a batch can hold');
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
