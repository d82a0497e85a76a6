import type { SourceEdit } from './source-edits.js';

/** One thing taken out of the engine that the model test must miss. */
export interface Mutation {
  meaning: string;
  sql?: SourceEdit[];
  lua?: SourceEdit[];
}

const lockOfOneShop = 'select * into s from shop where id = p_shop for no key update;';
const unlocked = 'select * into s from shop where id = p_shop;';
const room = 'crew[chosen].open_count < crew[chosen].capacity';

/** By the names that `--mutation` takes. */
export const mutations: Record<string, Mutation> = {
  'no-shop-lock': {
    meaning: 'rounds of one shop do not wait for each other',
    sql: [
      {
        source: 'assign_v1',
        find: 'perform from shop where id = any (p_shops) order by id for no key update;',
        replace: 'perform from shop where id = any (p_shops) order by id;',
      },
      { source: 'assign_one_v1', find: lockOfOneShop, replace: unlocked },
      { source: 'assign_choosing_v1', find: lockOfOneShop, replace: unlocked },
      {
        source: 'accept_one_v1',
        find: 'where id = m.shop_id for no key update skip locked;',
        replace: 'where id = m.shop_id;',
      },
    ],
  },
  'no-capacity-check': {
    meaning: 'the guard believes the pick',
    sql: [
      { source: 'assign_v1', find: ' and agent.open_count + pick.earlier < agent.capacity', replace: '' },
      { source: 'assign_one_v1', find: ' or a.open_count >= a.capacity', replace: '' },
      {
        source: 'pair_in_turn',
        find: `and ${room} then exit; end if;`,
        replace: 'then exit; end if;',
      },
    ],
  },
  'no-version-rule': {
    meaning: 'a state that arrives late replaces a newer one',
    lua: [
      {
        source: 'sync',
        find: 'if tonumber(ARGV[i + 4]) >= agent[VERSION] then',
        replace: 'if true then',
      },
    ],
  },
  'no-strict-stop': {
    meaning: 'a round goes on behind a chat that finds no agent',
    sql: [
      {
        source: 'pair_in_turn',
        find: 'exit when chosen is null;',
        replace: 'continue when chosen is null;',
      },
    ],
  },
  'no-kick': {
    meaning: 'nothing says that waiting chats can be served now',
    lua: [{ source: 'sync', find: 'if kick then return {1, kick} end', replace: '' }],
  },
  'no-heal': {
    meaning: 'picks of a process that died stay counted',
    lua: [
      { source: 'pick', find: 'if expiry < now then return {2, flat[i], unpack(ids)} end', replace: '' },
      {
        source: 'inspect',
        find: 'if expiry < now then expired[#expired + 1] = { flat[i], unpack(ids) } end',
        replace: '',
      },
    ],
  },
  'no-empty-queue': {
    meaning: 'a chat is assigned as it arrives, although others wait',
    sql: [
      {
        source: 'accept_one_v1',
        find: "exists (select from chat where shop_id = m.shop_id and state = 'queued') into waits",
        replace: 'false into waits',
      },
    ],
  },
  'no-direct-guard': {
    meaning: 'a pick counts that Redis made before it knew of a direct assignment',
    sql: [
      { source: 'assign_v1', find: '\n       and agent.direct_seq <= pick.known_seq', replace: '' },
      { source: 'assign_one_v1', find: '\n    or a.direct_seq > p_known_seq', replace: '' },
      { source: 'pair_special_shop', find: ' and agent.direct_seq <= pick.known_seq', replace: '' },
    ],
  },
};

/** The mutation of that name. */
export function mutationNamed(name: string): Mutation {
  const mutation = mutations[name];
  if (!mutation) throw new Error(`there is no mutation ${name}, only ${Object.keys(mutations).join(', ')}`);
  return mutation;
}
