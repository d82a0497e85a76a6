import type { EngineProcess } from './engine-process.js';

/** Rows that contradict an invariant; every list is empty when all is well. */
export async function violations(process: EngineProcess, shopId: string) {
  const rows = (sql: string) => process.database.query<Record<string, unknown>>(sql, [shopId]);
  return {
    /** 2: open_count is the number of the agent's assigned chats. */
    openCount: await rows(
      `select a.id, a.open_count, count(c.id) from agent a
       left join chat c on c.shop_id = a.shop_id and c.agent_id = a.id and c.state = 'assigned'
       where a.shop_id = $1 group by a.id, a.open_count having a.open_count <> count(c.id)`,
    ),
    /** 1: every message belongs to a chat of its shop; no chat without a message. */
    strayMessages: await rows(
      `select m.id from message m left join chat c on c.id = m.chat_id and c.shop_id = m.shop_id
       where m.shop_id = $1 and c.id is null`,
    ),
    emptyChats: await rows(
      `select c.id from chat c where c.shop_id = $1
       and not exists (select from message m where m.shop_id = c.shop_id and m.chat_id = c.id)`,
    ),
    /** 3: an automatic assignment found its agent below capacity. */
    overCapacity: await rows(
      `select chat_id from assignment where shop_id = $1 and kind in ('automatic', 'preferred') and open_count >= capacity`,
    ),
    /** 7, at rest: a queue and an eligible agent do not exist together. */
    stuck: await rows(
      `select c.id from chat c where c.shop_id = $1 and c.state = 'queued'
       and exists (select from agent a where a.shop_id = c.shop_id and a.availability = 0 and a.open_count < a.capacity)`,
    ),
    /** seq has no gap and no double. */
    gaps: await rows(
      `select c.id from chat c join message m on m.shop_id = c.shop_id and m.chat_id = c.id
       where c.shop_id = $1 group by c.id, c.seq having count(*) <> c.seq or max(m.seq) <> c.seq`,
    ),
  };
}

/** What `violations` answers when all is well. */
export const none = {
  openCount: [],
  strayMessages: [],
  emptyChats: [],
  overCapacity: [],
  stuck: [],
  gaps: [],
};

/** 5: where Redis at rest differs from Postgres; empty when it agrees. */
export async function poolDifferences(process: EngineProcess, shopId: string): Promise<string[]> {
  const { client } = process.redis;
  const [shop] = await process.queue.epochs([shopId]);
  const keys = ['ready', 'agents', 'ops', 'meta'].map((name) => `{${shopId}}:${name}`);
  const dump = (await client.eval(
    `local agents, flat = {}, redis.call('HGETALL', KEYS[2])
     for i = 1, #flat, 2 do agents[#agents + 1] = cjson.encode({ flat[i], unpack(cmsgpack.unpack(flat[i + 1])) }) end
     return { redis.call('HGETALL', KEYS[4]), agents, redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES'), redis.call('HKEYS', KEYS[3]) }`,
    4,
    ...keys,
  )) as [string[], string[], string[], string[]];
  const meta = Object.fromEntries(pairs(dump[0]));
  const ready = new Map(pairs(dump[2]));
  const records = new Map(
    dump[1].map((text) => {
      const [id, ...fields] = JSON.parse(text) as [string, ...number[]];
      return [id, fields] as const;
    }),
  );
  const differences: string[] = [];
  if (meta['epoch'] !== `${shop!.epoch}:${process.redis.instance!.runId}`)
    differences.push(`epoch ${meta['epoch']}`);
  if (dump[3].length > 0) differences.push(`operations ${dump[3].join()}`);
  const agents = await process.queue.agentsPage(shopId, '', 10_000);
  let expectedReady = 0;
  for (const [id, ...truth] of agents) {
    const record = records.get(id);
    if (!record) differences.push(`missing ${id}`);
    else if (truth.some((value, at) => record[at] !== value))
      differences.push(`${id}: ${record.join()} for ${truth.join()}`);
    else if (record[7] !== 0) differences.push(`${id}: ${record[7]} pending`);
    const [open, capacity, availability, , , base, dealt] = truth as number[];
    const eligible = availability === 0 && open! < capacity!;
    const member = record && `${String(record[8]).padStart(16, '0')}${id}`;
    if (eligible) {
      expectedReady += 1;
      const score =
        shop!.mode === 'equal'
          ? base! + Math.floor((dealt! * 2 ** 26) / capacity!)
          : Math.floor((open! * 2 ** 20) / capacity!);
      if (Number(ready.get(member ?? '')) !== score)
        differences.push(`${id}: score ${ready.get(member ?? '')} for ${score}`);
    }
  }
  if (ready.size !== expectedReady) differences.push(`${ready.size} ready for ${expectedReady}`);
  if (records.size !== agents.length) differences.push(`${records.size} records for ${agents.length}`);
  return differences;
}

function pairs(flat: string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at]!, flat[2 * at + 1]!]);
}
