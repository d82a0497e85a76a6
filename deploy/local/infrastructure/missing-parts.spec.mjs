import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Advice } from '../advice.mjs';
import { requireJava } from './kafka.mjs';
import { fetchJars } from './maven.mjs';
import { zipEntries } from './zip.mjs';

/** Stand-ins for programs of the machine: small scripts on a PATH of their own. */
describe('a machine that lacks something', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parts-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const pretend = (name, text) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const environment = () => ({ PATH: folder });
  const adviceOf = async (work) => {
    const error = await Promise.resolve()
      .then(work)
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Advice);
    expect(error.message.split('\n')).toHaveLength(1);
    return error.message;
  };

  test('no Java: says which to install, and what else would do', async () => {
    expect(await adviceOf(() => requireJava(environment()))).toMatch(
      /^Kafka needs Java 17 or newer, and there is none: install it .*, start Docker, or set SWITCHBOARD_KAFKA_BROKERS\.$/,
    );
  });

  test('an old Java is named', async () => {
    pretend('java', `echo 'openjdk version "11.0.2" 2019-01-15' >&2`);
    expect(await adviceOf(() => requireJava(environment()))).toContain('and this is Java 11: install it');
  });

  test('a Java that will do is used, from JAVA_HOME first', () => {
    pretend('java', `echo 'openjdk version "21.0.2" 2024-01-16' >&2`);
    expect(requireJava(environment())).toBe('java');
    expect(() => requireJava({ ...environment(), JAVA_HOME: '/nowhere' })).toThrow(Advice);
  });

  test('no Maven: says how to get it', async () => {
    expect(await adviceOf(() => fetchJars(folder, environment()))).toMatch(
      /^Kafka is fetched with Maven, which is missing: install it/,
    );
  });

  test('a broken download: Maven’s reason, where the rest of it is, and nothing half-done left behind', async () => {
    pretend(
      'mvn',
      `[ "$1" = --version ] && exit 0; echo '[ERROR] Could not transfer artifact x: Connection refused'; exit 1`,
    );
    const text = await adviceOf(() => fetchJars(folder, environment()));
    expect(text).toMatch(
      /^Maven could not fetch Kafka: Could not transfer artifact x: Connection refused \(all of it in .*maven\.log\); check the network/,
    );
    expect(readdirSync(folder).sort()).toEqual(['maven.log', 'mvn']);
  });

  test('a complete download is kept, and not repeated', async () => {
    pretend(
      'mvn',
      `[ "$1" = --version ] && exit 0; for last; do :; done; : > "\${last#-DoutputDirectory=}/kafka.jar"`,
    );
    const jars = await fetchJars(folder, environment());
    expect(existsSync(join(jars, 'kafka.jar'))).toBe(true);
    rmSync(join(folder, 'mvn'));
    expect(await fetchJars(folder, environment())).toBe(jars);
  });
});

describe('a zip archive', () => {
  test('gives its entries, packed or not', () => {
    const entries = [...zipEntries(archive({ 'a.txt': 'plain', 'folder/b': 'packed '.repeat(50) }))];
    expect(entries.map(({ name, contents }) => [name, contents().toString()])).toEqual([
      ['a.txt', 'plain'],
      ['folder/b', 'packed '.repeat(50)],
    ]);
  });
});

/** A minimal archive: texts above 20 characters are packed. */
function archive(files) {
  const bodies = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const method = text.length > 20 ? 8 : 0;
    const packed = method ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
