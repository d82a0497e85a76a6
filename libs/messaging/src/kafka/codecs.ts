import { zstdDecompressSync } from 'node:zlib';
import kafkajs, { type CompressionTypes as Types } from 'kafkajs';
import { decompressLz4 } from './lz4-frame.js';
import { decompressSnappy } from './snappy-stream.js';

const { CompressionCodecs, CompressionTypes } = kafkajs;

const readOnly = (type: Exclude<Types, Types.None>, decompress: (compressed: Buffer) => Buffer) => {
  CompressionCodecs[type] = () => ({
    compress: () => Promise.reject(new Error('only what others send is compressed')),
    decompress: async (compressed: Buffer) => decompress(compressed),
  });
};

/**
 * Teaches kafkajs to read what it cannot read by itself: without a codec, one LZ4 or Snappy batch from a
 * storefront ends the consumer for good.
 */
export function installCodecs(): void {
  readOnly(CompressionTypes.LZ4, decompressLz4);
  readOnly(CompressionTypes.Snappy, decompressSnappy);
  readOnly(CompressionTypes.ZSTD, zstdDecompressSync);
}
