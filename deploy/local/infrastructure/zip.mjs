import { inflateRawSync } from 'node:zlib';

/** The entries of a zip archive: name -> its contents. Enough of the format for a jar made by Maven. */
export function* zipEntries(archive) {
  let end = archive.length - 22;
  while (archive.readUInt32LE(end) !== 0x06054b50) end -= 1;
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, size, nameLength, extraLength, commentLength, start] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
      archive.readUInt32LE(at + 42),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const from = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const packed = archive.subarray(from, from + size);
    yield { name, contents: () => (method === 0 ? packed : inflateRawSync(packed)) };
    at += 46 + nameLength + extraLength + commentLength;
  }
}
