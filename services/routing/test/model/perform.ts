import { copyPool, restorePool } from '../engine/pool-copy.js';
import type { Command } from './commands.js';
import type { World } from './world.js';

const system = `'{"kind":"system","id":null}'::jsonb`;
type Doing = {
  [Name in Command['does']]: (world: World, command: Extract<Command, { does: Name }>) => unknown;
};

/** What each command does. Requests only begin here; the schedule lets them go on. */
const doing: Doing = {
  write: (world, { on, shop, customer }) => world.write(on, world.shop(shop), customer),
  'write again': (world, { on, message }) => {
    const sent = world.messages[message % Math.max(1, world.messages.length)];
    if (sent) world.send(on, sent);
  },
  close: (world, { on, shop, chat, state }) => {
    const { shopId } = world.shop(shop);
    const chats = world.model.chatsOf(shopId, state);
    const seen = chats[chat % Math.max(1, chats.length)];
    if (seen)
      world.change(on, `select close_chat_v1($1, $2, $3, $4, ${system}, 'manual') as answer`, [
        shopId, seen.id, seen.version, seen.seq,
      ]); // prettier-ignore
  },
  transfer: (world, { on, shop, chat, chats, agent }) => {
    const { shopId } = world.shop(shop);
    const open = [...world.model.chatsOf(shopId, 'queued'), ...world.model.chatsOf(shopId, 'assigned')];
    const from = chat % Math.max(1, open.length);
    const chosen = open.slice(from, from + chats);
    if (chosen.length > 0)
      world.change(on, `select transfer_chats_v1($1, $2, $3, $4, ${system}, null) as answer`, [
        shopId, chosen.map(({ id }) => id), chosen.map(({ version }) => version), world.agent(world.shop(shop), agent),
      ]); // prettier-ignore
  },
  'transfer all': (world, { on, shop, from, agent, most }) => {
    const here = world.shop(shop);
    world.change(on, `select transfer_all_v1($1, $2, $3, $4, ${system}, null) as answer`, [
      here.shopId, world.agent(here, from), world.agent(here, agent), most,
    ]); // prettier-ignore
  },
  reopen: (world, { on, shop, chat, agent }) => {
    const { shopId } = world.shop(shop);
    const closed = world.model.chatsOf(shopId, 'closed');
    const seen = closed[chat % Math.max(1, closed.length)];
    if (seen)
      world.change(on, `select reopen_chat_v1($1, $2, $3, $4, ${system}, null) as answer`, [
        shopId, seen.id, seen.version, world.agent(world.shop(shop), agent),
      ]); // prettier-ignore
  },
  member: (world, { on, shop, agent, state }) => {
    const here = world.shop(shop);
    const id = world.agent(here, agent);
    const member = here.member(id, {
      status: state === 'shop lost' ? 'active' : state,
      ...(state === 'shop lost' ? { shopAccess: [] } : {}),
    });
    world.tell(on, `member ${world.model.agentKey(here.shopId, id)}`, {
      promises: state === 'active' ? undefined : 'nothing at all',
      send: (process) => process.agents.member(member),
    });
  },
  profile: (world, { on, shop, agent, capacity, accepting }) => {
    const here = world.shop(shop);
    const id = world.agent(here, agent);
    const profile = here.profile(id, { capacity, accepting });
    world.tell(on, `profile ${world.model.agentKey(here.shopId, id)}`, {
      promises: accepting ? undefined : 'nothing automatic',
      send: (process) => process.agents.profiles([profile]),
    });
  },
  'add agent': (world, { on, shop, capacity }) => world.addAgent(on, world.shop(shop), { capacity }),
  settings: (world, { on, shop, mode, presence }) => world.setMode(on, world.shop(shop), { mode, presence }),
  presence: (world, { on, shop, agent, online }) => {
    const here = world.shop(shop);
    const ids = [world.agent(here, agent)];
    world.change(on, 'select set_presence_v1($1, $2, $3) as answer', [
      here.shopId,
      online ? ids : [],
      online ? [] : ids,
    ]);
  },
  relay: (world, { on }) => world.begin(world.process(on).relay()),
  sweep: (world, { on }) => world.begin(world.process(on).sweep.run()),
  reconcile: (world, { on, shop }) => world.begin(world.process(on).reconciler.shop(world.shop(shop).shopId)),
  crash: (world, { on }) => world.lab.begin(on),
  'Redis away or back': (world, { on }) => {
    const life = world.lab.lives[on]!;
    life.redisOn = !life.redisOn;
  },
  FLUSHDB: async (world) => {
    await world.redis.flushdb();
    await world.lab.clock.tellRedis();
  },
  'SCRIPT FLUSH': (world) => world.redis.script('FLUSH'),
  'lose key': (world, { shop, key }) => world.redis.del(`{${world.shop(shop).shopId}}:${key}`),
  'copy Redis': async (world) => {
    world.copiedRedis = await copyPool(
      world.redis,
      world.shops.map(({ shopId }) => shopId),
    );
  },
  'Redis as copied': async (world) => {
    if (!world.copiedRedis) return;
    await world.redis.flushdb();
    await world.lab.clock.tellRedis();
    await restorePool(world.redis, world.copiedRedis);
  },
  'back up': (world) => world.save(),
  restore: (world) => world.restore(),
  'time passes': (world, { ms }) => world.lab.clock.pass(ms),
};

/** Does what the command says, or nothing where it finds nothing to act on. */
export async function perform(world: World, command: Command): Promise<void> {
  await (doing[command.does] as (world: World, command: Command) => unknown)(world, command);
}
