import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { equal } from '../../src/assignment/equal.policy.js';
import { lowestWorkload } from '../../src/assignment/lowest-workload.policy.js';
import { EngineLab } from './engine-lab.js';

const score = new URL('../../src/assignment/lua/includes/score.lua', import.meta.url);

describe('the score in TypeScript, SQL and Lua', () => {
  let lab: EngineLab;
  beforeAll(async () => {
    lab = await EngineLab.open();
  });
  afterAll(() => lab.close());

  it.each([lowestWorkload, equal])('is the same number: $mode', async (policy) => {
    const cases: number[][] = [];
    for (let n = 0; n < 2_000; n++) {
      const capacity = 1 + ((n * 7919) % 999);
      const base = policy.mode === 'equal' ? (n * 104_729 * 65_537) % 2 ** 46 : 0;
      cases.push([(n * 31) % capacity, capacity, base, (n * 7) % 5_000]);
    }
    const expected = cases.map(([open, capacity, base, dealt]) =>
      policy.score({ open: open!, capacity: capacity!, base: base!, dealt: dealt! }),
    );

    const column = (at: number) => cases.map((row) => row[at]);
    const inSql = await lab.database.query<{ score: string }>(
      `select agent_score($1, o, c, b, d)::text as score
       from unnest($2::int[], $3::int[], $4::bigint[], $5::bigint[]) with ordinality as x (o, c, b, d, n) order by n`,
      [policy.mode, column(0), column(1), column(2), column(3)],
    );
    expect(inSql.map((row) => Number(row.score))).toEqual(expected);

    const source = `local OPEN, CAPACITY, BASE, DEALT, PENDING = 1, 2, 3, 4, 5
      local meta = { mode = ARGV[1] }
      ${await readFile(score, 'utf8')}
      local out = {}
      for i = 2, #ARGV, 4 do
        out[#out + 1] = string.format('%.0f', score_of({ tonumber(ARGV[i]), tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]), 0 }))
      end
      return out`;
    const inLua = (await lab.redis.client.eval(source, 0, policy.mode, ...cases.flat())) as string[];
    expect(inLua.map(Number)).toEqual(expected);
  });
});
