import { chatsTopic, type ChatChange } from '@switchboard/contracts';
import {
  call,
  openBroker,
  seedShop,
  Storefront,
  TestSuite,
  until,
  type ServiceName,
} from '@switchboard/testing';
import Table from 'cli-table3';
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { v7 as uuid } from 'uuid';
import { openLoop } from './arrivals.js';
import { spreadOf, type Spread } from './percentiles.js';

interface Settings {
  rate: string;
  seconds: string;
  warmUp: string;
  agents: string;
  via: 'kafka' | 'http' | 'both';
  json?: string;
}

interface Journey {
  machine: { cores: number; model: string; node: string };
  rate: number;
  seconds: number;
  services: Record<ServiceName, { readyMs: number; residentMb: number }>;
  arrivals: number;
  messageInToAssigned: Spread;
  /** From the row's own time, inside the transaction, to a consumer: commit, relay, Kafka. */
  writtenToRead: Spread;
  /** From the relay's send to a consumer. */
  kafkaHop: Spread;
}

const residentMb = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const bytes = /^process_resident_memory_bytes\{[^}]*\} (\S+)/m.exec(text)?.[1];
  return Math.round(Number(bytes) / 1024 / 1024);
};

/** The whole way with all four services up: a message in, its assigned event out, seen by an outsider. */
async function journey(settings: Settings): Promise<Journey> {
  const rate = Number(settings.rate);
  const seconds = Number(settings.seconds);
  const suite = await TestSuite.start();
  try {
    const names = Object.keys(suite.services) as ServiceName[];
    const services = {} as Journey['services'];
    for (const name of names) {
      const readyMs = await suite.restart(name);
      services[name] = {
        readyMs: Math.round(readyMs),
        residentMb: await residentMb(suite.services[name].url),
      };
    }
    const shop = await seedShop(suite.address, { agents: Number(settings.agents), capacity: 999 });
    const storefront = await Storefront.open(suite.address.brokers, suite.address.topicPrefix);
    const broker = await openBroker(suite.address);
    const assigned = new Map<string, number>();
    const written: number[] = [];
    const hops: number[] = [];
    await broker.listen([chatsTopic.name], (record) => {
      const now = performance.timeOrigin + performance.now();
      written.push(now - Date.parse(record.headers['ce_time']!));
      hops.push(now - record.producedAt);
      if (record.headers['ce_type'] !== 'routing.chat.assigned.v1') return;
      const { customer } = (record.value as ChatChange).chat;
      if (!assigned.has(customer.id)) assigned.set(customer.id, now);
    });

    const send = (customerId: string, index: number) =>
      settings.via === 'http' || (settings.via === 'both' && index % 2)
        ? call('POST', `${suite.address.routing}/v1/shops/${shop.shopId}/inbound-messages`, {
            token: shop.apiKey,
            body: { customerId, text: 'Where is my parcel, please?', externalMessageId: uuid() },
          })
        : storefront.send(shop, { customerId, text: 'Where is my parcel, please?' });

    const warmUp = await openLoop({ perSecond: rate, seconds: Number(settings.warmUp) }, (index) => {
      void send(`warm-${index}`, index);
    });
    await until(() => assigned.size >= warmUp, { timeoutMs: 30_000, describe: 'the warm-up to be assigned' });
    assigned.clear();
    written.length = 0;
    hops.length = 0;

    const intended = new Map<string, number>();
    const arrivals = await openLoop({ perSecond: rate, seconds }, (index, at) => {
      intended.set(`c-${index}`, at);
      void send(`c-${index}`, index);
    });
    await until(() => assigned.size >= arrivals, {
      timeoutMs: 60_000,
      describe: 'every chat to be assigned',
    });
    const times = [...intended].map(([customer, at]) => assigned.get(customer)! - at);
    await Promise.all([storefront.close(), broker.close()]);
    return {
      machine: { cores: cpus().length, model: cpus()[0]!.model, node: process.version },
      rate,
      seconds,
      services,
      arrivals,
      messageInToAssigned: spreadOf(times),
      writtenToRead: spreadOf(written),
      kafkaHop: spreadOf(hops),
    };
  } finally {
    await suite.close();
  }
}

function show(result: Journey): string {
  const table = new Table({
    head: ['figure', 'p50 ms', 'p99 ms', 'max ms'],
    style: { head: [], border: [] },
  });
  const row = (name: string, { p50, p99, max }: Spread) => table.push([name, p50, p99, max]);
  row(
    `message in -> assigned event, ${result.rate} chats/s, ${result.arrivals} chats`,
    result.messageInToAssigned,
  );
  row('event written -> read by a consumer (commit, relay, Kafka)', result.writtenToRead);
  row('of that, sent by the relay -> read by a consumer', result.kafkaHop);
  const services = new Table({
    head: ['service', 'ready after ms', 'resident MB at rest'],
    style: { head: [], border: [] },
  });
  for (const [name, { readyMs, residentMb: mb }] of Object.entries(result.services))
    services.push([name, readyMs, mb]);
  return `${table.toString()}\n${services.toString()}\n`;
}

new Command('bench:journey')
  .description('The whole way, open loop: latency from the intended arrival to the assigned event')
  .option('--rate <chats per second>', 'Poisson arrivals', '10')
  .option('--seconds <n>', 'how long', '30')
  .option(
    '--warm-up <seconds>',
    'the same load before, not counted: everything was started a moment ago',
    '15',
  )
  .option('--agents <n>', 'agents with capacity 999', '10')
  .option('--via <way>', 'kafka, http or both', 'kafka')
  .option('--json <file>', 'write the figures there too')
  .action(async (settings: Settings) => {
    const result = await journey(settings);
    process.stdout.write(show(result));
    if (settings.json) writeFileSync(settings.json, `${JSON.stringify(result, null, 2)}\n`);
  })
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
