import type { AgentRow, Change, ChatRow } from './change-log.js';

/** What contradicts the model, by the number of the invariant in ENGINE.md. */
export class Contradiction extends Error {
  constructor(
    readonly invariant: string,
    text: string,
  ) {
    super(`invariant ${invariant}: ${text}`);
  }
}

/** One of a chat's states, and whether a round gave it. */
interface Moment {
  txid: number;
  state: ChatRow['state'];
  arrival: number;
  automatic: boolean;
}

/** What a call that returned promised about an agent. */
export type Fence = 'nothing automatic' | 'nothing at all';

const limitPerAgent = 999;
/** From which states a chat comes into a state. */
const before: Record<ChatRow['state'], ChatRow['state'][]> = {
  queued: ['assigned', 'closed'],
  assigned: ['queued', 'assigned', 'closed'],
  closed: ['queued', 'assigned'],
};

/**
 * The shops as they should be: replays what was committed, transaction by transaction, and judges each by the rules of
 * ENGINE.md with nothing but its own memory. It knows no locks, scores or Redis.
 */
export class ShopModel {
  readonly chats = new Map<string, ChatRow>();
  readonly agents = new Map<string, AgentRow>();
  /** By `member` or `profile` and the agent. */
  readonly fences = new Map<string, Fence>();
  private readonly moments = new Map<string, Moment[]>();
  private readonly chatOf = new Map<string, string>();

  chatsOf(shopId: string, state: ChatRow['state']): ChatRow[] {
    return [...this.chats.values()]
      .filter((chat) => chat.shop_id === shopId && chat.state === state)
      .sort((a, b) => a.arrival - b.arrival);
  }

  agentKey(shopId: string, agentId: string): string {
    return `${shopId} ${agentId}`;
  }

  /** Whether the agent may get a chat from the queue now. */
  eligible(agent: AgentRow): boolean {
    return (
      agent.active &&
      agent.accepting &&
      (agent.online || !agent.presence_required) &&
      agent.open_count < agent.capacity
    );
  }

  /** Replays what was committed. */
  replay(changes: readonly Change[]): void {
    for (let from = 0, to = 0; from < changes.length; from = to) {
      while (to < changes.length && changes[to]!.txid === changes[from]!.txid) to += 1;
      this.transaction(changes.slice(from, to));
    }
  }

  copy(): ShopModel {
    const copy = new ShopModel();
    for (const [id, chat] of this.chats) copy.chats.set(id, chat);
    for (const [key, agent] of this.agents) copy.agents.set(key, agent);
    for (const [id, moments] of this.moments) copy.moments.set(id, [...moments]);
    for (const [key, id] of this.chatOf) copy.chatOf.set(key, id);
    return copy;
  }

  private transaction(changes: readonly Change[]): void {
    const touched = new Set<string>();
    const given = new Map<string, number>();
    const openBefore = this.openChats();
    const moved: string[] = [];
    this.checkBulk(changes);
    for (const change of changes) {
      if (change.relation === 'agent') continue;
      const { after, before: old } = change;
      if (old && old.version === after.version) this.sameState(old, after);
      else {
        this.chatChanged(change.txid, change.snapshot, old, after, given);
        if (old?.state === 'assigned' && after.state === 'assigned') moved.push(after.id);
      }
      for (const chat of [old, after])
        if (chat?.agent_id) touched.add(this.agentKey(chat.shop_id, chat.agent_id));
      this.chats.set(after.id, after);
    }
    const known = new Map<string, AgentRow | undefined>();
    for (const change of changes) {
      if (change.relation === 'chat') continue;
      const key = this.agentKey(change.after.shop_id, change.after.id);
      if (!known.has(key)) known.set(key, this.agents.get(key));
      this.agents.set(key, change.after);
      touched.add(key);
    }
    for (const [key, old] of known) this.agentChanged(old, this.agents.get(key)!);
    for (const key of touched) this.checkOpenCount(key);
    const chatChanges = changes.filter(({ relation }) => relation === 'chat');
    if (moved.length > 0 && moved.length === chatChanges.length && this.openChats() !== openBefore)
      throw new Contradiction('9', 'a transfer changed how many chats are open');
  }

  private sameState(old: ChatRow, after: ChatRow): void {
    if (old.state !== after.state || old.agent_id !== after.agent_id)
      throw new Contradiction('5', `chat ${after.id} changed under the same version`);
  }

  private chatChanged(
    txid: number,
    snapshot: string | null,
    old: ChatRow | null,
    after: ChatRow,
    given: Map<string, number>,
  ): void {
    const automatic = snapshot !== null && after.state === 'assigned';
    const customer = `${after.shop_id} ${after.customer_id}`;
    if (!old) {
      if (this.chatOf.has(customer)) throw new Contradiction('1', `a second chat of ${after.customer_id}`);
      this.chatOf.set(customer, after.id);
      if (after.state !== 'queued' && !automatic)
        throw new Contradiction('2', 'a chat began outside of the queue');
    } else {
      if (after.version !== old.version + 1)
        throw new Contradiction('5', `chat ${after.id} went from version ${old.version} to ${after.version}`);
      if (!before[after.state].includes(old.state))
        throw new Contradiction('9', `a ${old.state} chat became ${after.state}`);
      if (automatic && old.state !== 'queued')
        throw new Contradiction('9', `a ${old.state} chat was assigned automatically`);
      if (old.state === 'assigned' && after.state === 'queued') this.checkRequeued(old, after);
      if (old.state === 'closed' && after.arrival <= old.arrival)
        throw new Contradiction('7', 'a reopened chat kept its old place');
    }
    if (after.state === 'assigned') this.checkHolder(after, automatic, given);
    if (automatic) this.checkOrder(txid, snapshot!, after);
    const moments = this.moments.get(after.id) ?? [];
    this.moments.set(after.id, [...moments, { txid, state: after.state, arrival: after.arrival, automatic }]);
  }

  private checkRequeued(old: ChatRow, after: ChatRow): void {
    const holder = this.agents.get(this.agentKey(old.shop_id, old.agent_id!));
    if (holder?.active !== false) throw new Contradiction('9', 'a chat was taken from an active agent');
    if (after.arrival !== old.arrival) throw new Contradiction('7', 'a requeued chat lost its place');
  }

  /** 3 and 4, by the agent as it was before the transaction. */
  private checkHolder(chat: ChatRow, automatic: boolean, given: Map<string, number>): void {
    const key = this.agentKey(chat.shop_id, chat.agent_id!);
    const agent = this.agents.get(key);
    if (!agent) throw new Contradiction('2', 'a chat was given to nobody who is known');
    for (const fence of [this.fences.get(`member ${key}`), this.fences.get(`profile ${key}`)]) {
      if (fence === 'nothing at all' || (fence && automatic))
        throw new Contradiction('4', `an agent got a chat behind the fence "${fence}"`);
    }
    if (!agent.active) throw new Contradiction('3', 'an inactive agent got a chat');
    if (!automatic) return;
    const already = given.get(key) ?? 0;
    given.set(key, already + 1);
    if (!this.eligible({ ...agent, open_count: agent.open_count + already }))
      throw new Contradiction(
        '3',
        `automatic assignment to ${describeAgent(agent)}, chat ${already + 1} of its round`,
      );
  }

  /** 7: among those whom the round saw waiting, none older is left, and no other round gave one away meanwhile. */
  private checkOrder(txid: number, snapshot: string, chat: ChatRow): void {
    const sees = snapshotView(snapshot);
    for (const other of this.chats.values()) {
      if (other.shop_id !== chat.shop_id || other.id === chat.id) continue;
      const moments = this.moments.get(other.id)!;
      const at = moments.findLastIndex((moment) => sees(moment.txid));
      const seen = moments[at];
      if (!seen || seen.state !== 'queued' || seen.arrival >= chat.arrival) continue;
      const next = moments[at + 1];
      if (next?.automatic && next.txid !== txid)
        throw new Contradiction('7', 'two rounds of a shop read the same queue');
      if (!next) this.overtaken.push({ older: other.id });
    }
  }

  /** Judged when the transaction is complete: its own chats are given away in any order. */
  private overtaken: { older: string }[] = [];

  private agentChanged(old: AgentRow | undefined, after: AgentRow): void {
    if (old && after.version <= old.version)
      throw new Contradiction('5', `an agent went from version ${old.version} to ${after.version}`);
    const whole = Number.isInteger(after.capacity) && after.capacity >= 1 && after.capacity <= limitPerAgent;
    if (!whole || after.open_count < 0 || after.open_count > limitPerAgent)
      throw new Contradiction('10', describeAgent(after));
  }

  private checkOpenCount(key: string): void {
    for (const { older } of this.overtaken.splice(0)) {
      if (this.chats.get(older)!.state === 'queued')
        throw new Contradiction('7', 'an older chat still waits');
    }
    const agent = this.agents.get(key);
    if (!agent) return;
    const held = [...this.chats.values()].filter(
      (chat) => chat.state === 'assigned' && this.agentKey(chat.shop_id, chat.agent_id!) === key,
    ).length;
    if (held !== agent.open_count)
      throw new Contradiction('2', `${describeAgent(agent)} holds ${held} chats`);
  }

  private checkBulk(changes: readonly Change[]): void {
    const chats = changes.flatMap((change) => (change.relation === 'chat' ? [change] : []));
    const bulk = chats[0]?.bulk;
    if (!bulk) return;
    const [from, most] = bulk;
    const latest = this.chatsOf(chats[0]!.after.shop_id, 'assigned')
      .filter((chat) => chat.agent_id === from)
      .sort((a, b) => compare(b.last_message_at, a.last_message_at) || compare(b.id, a.id))
      .slice(0, most);
    const moved = new Set(chats.map(({ after }) => after.id));
    if (latest.length !== moved.size || latest.some(({ id }) => !moved.has(id)))
      throw new Contradiction('9', 'bulk moved others than the latest chats');
  }

  private openChats(): number {
    let sum = 0;
    for (const { state } of this.chats.values()) if (state === 'assigned') sum += 1;
    return sum;
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const describeAgent = (agent: AgentRow) =>
  `an agent with ${agent.open_count}/${agent.capacity}, active ${agent.active}, accepting ${agent.accepting}, ` +
  `online ${agent.online || !agent.presence_required}`;

/** Whether a transaction had committed when the snapshot (`xmin:xmax:in progress`) was taken. */
function snapshotView(snapshot: string): (txid: number) => boolean {
  const [xmin, xmax, running] = snapshot.split(':');
  const inProgress = new Set((running ?? '').split(',').filter(Boolean).map(Number));
  return (txid) => txid < Number(xmin) || (txid < Number(xmax) && !inProgress.has(txid));
}
