import type { ExplanationSize } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import type { Cell } from './cells.js';
import { percentile } from './figures.js';
import type { Fleet } from './fleet.js';
import { postgresCpu, type RedisTime } from './resources.js';
import type { RunReport } from './worker.js';
import type { World } from './world.js';
import { countWrongAnswers, type WrongAnswers } from './wrong-answers.js';

/** One system in one cell, once. */
export interface Measurement {
  chats: number;
  chatsPerSecond: number;
  /** From arrival to an agent, ms. */
  p50: number;
  p99: number;
  /** Microseconds of processor time per chat. */
  nodeCpu: number;
  postgresCpu: number | null;
  redisCpu: number;
  walBytes: number;
  /** Chats that had no agent five seconds after the end. */
  unassigned: number;
  wrong: WrongAnswers;
}

/** The share of free places that is used: no agent gets full where capacity is not what is measured. */
const usedShare = 0.9;

export interface MeasureOptions {
  milliseconds: number;
  explanations?: ExplanationSize;
}

/** From a world that is as it was at first to one that is thrown away; the fleet is open on it. */
export async function measure(
  { cell, world, fleet, redis }: { cell: Cell; world: World; fleet: Fleet; redis: RedisTime },
  { milliseconds, explanations }: MeasureOptions,
): Promise<Measurement> {
  await world.reset();
  await fleet.first({ kind: 'prepare', shopIds: world.shopIds });
  const places = cell.shops * cell.agents * cell.capacity - cell.openChats;
  const mostChats = cell.closes ? Infinity : Math.floor((places * usedShare) / cell.processes);
  const run = uuid();
  const before = {
    redis: await redis.microseconds(),
    wal: await world.walBytes(),
    postgres: postgresCpu(world.databaseName),
  };
  const reports = await fleet.all<RunReport>((nth) => ({
    kind: 'run',
    explanations,
    load: {
      shopIds: world.shopIds,
      inFlight: cell.inFlight,
      milliseconds,
      mostChats,
      closes: cell.closes,
      shared: cell.processes > 1,
      prefix: `${run}-${nth}`,
    },
  }));
  await fleet.all(() => ({ kind: 'settle' }));
  const postgres = postgresCpu(world.databaseName);
  const latencies = reports.flatMap((report) => report.latencies);
  const chats = latencies.length;
  const seconds =
    (Math.max(...reports.map(({ lastAt }) => lastAt)) -
      Math.min(...reports.map(({ startedAt }) => startedAt))) /
    1_000;
  const perChat = (sum: number) => sum / Math.max(1, chats);
  return {
    chats,
    chatsPerSecond: chats / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    nodeCpu: perChat(reports.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0)),
    postgresCpu: postgres === null || before.postgres === null ? null : perChat(postgres - before.postgres),
    redisCpu: perChat((await redis.microseconds()) - before.redis),
    walBytes: perChat((await world.walBytes()) - before.wal),
    unassigned: reports.reduce((sum, { unassigned }) => sum + unassigned, 0),
    wrong: countWrongAnswers(
      await world.chats(),
      await world.holders(),
      new Map(reports.flatMap(({ stored }) => stored)),
    ),
  };
}
