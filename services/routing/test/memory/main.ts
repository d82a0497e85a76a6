import { cpus } from 'node:os';
import { Redis } from 'ioredis';
import { MemoryScale, type MemoryUse } from './measure-memory.js';

/** `npm run bench:memory`: the table of docs/capacity.md, from the Redis that is named. */
const redisUrl = process.argv[2]!;
const client = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
client.on('error', (error) => {
  process.stderr.write(`Redis cannot be measured: ${error.message}\n`);
  process.exit(1);
});
await client.connect();
const version = /^redis_version:(\S+)/m.exec(await client.info('server'))![1]!;
client.disconnect();

const scale = await MemoryScale.open(redisUrl);
const uses: MemoryUse[] = [];
for (const agents of [10, 100, 1_000, 10_000]) uses.push(await scale.agents(agents));
uses.push(await scale.shops(1_000, 10), await scale.presence(10), await scale.presence(10_000));
uses.push(await scale.log(1_000), await scale.log(10_000), await scale.access(1_000));
await scale.close();

const number = (value: number) => Math.round(value).toLocaleString('en');
const lines = uses.map(({ what, count, bytes, grown, encodings }) =>
  [
    what,
    number(count),
    number(bytes),
    number(bytes / count),
    number(grown / count),
    encodings.join(', '),
  ].join(' | '),
);
process.stdout.write(
  [
    `Redis ${version}, Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    '',
    '| what | count | bytes | bytes each | growth of used_memory each | encodings |',
    '| --- | --: | --: | --: | --: | --- |',
    ...lines.map((line) => `| ${line} |`),
    '',
  ].join('\n'),
);
