/** Valid frames that compress nothing: a producer's choice, and enough for the broker to call the batch compressed. */
export const compressors = {
  LZ4: (bytes: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE((bytes.length | 0x8000_0000) >>> 0);
    return Buffer.concat([Buffer.from('04224d18604082', 'hex'), size, bytes, Buffer.alloc(4)]);
  },
  Snappy: (bytes: Buffer): Buffer => {
    const size: number[] = [];
    for (let left = bytes.length; ; left >>>= 7) {
      size.push(left > 127 ? (left & 0x7f) | 0x80 : left);
      if (left <= 127) break;
    }
    const literal = [61 << 2, (bytes.length - 1) & 0xff, (bytes.length - 1) >> 8];
    return Buffer.concat([Buffer.from([...size, ...literal]), bytes]);
  },
} as const;
