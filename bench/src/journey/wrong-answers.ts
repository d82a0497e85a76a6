import type { TestSuite } from '@switchboard/testing';

/** What must be nothing after a run, counted in routing's own tables. */
export interface WrongAnswers {
  /** Customers who wrote and have no chat, no message, or no agent. */
  lost: number;
  /** Chats with more than one message or more than one assignment. */
  doubled: number;
  /** Agents above their capacity, or whose counter is not the number of their chats. */
  overCapacity: number;
  /** Events that have not left, or were put aside. */
  leftOver: number;
}

const chats = `
  select (count(*) filter (where state <> 'assigned' or messages = 0 or assignments = 0))::int as incomplete,
    count(*)::int as chats,
    (count(*) filter (where messages > 1 or assignments > 1))::int as doubled
  from (
    select c.state,
      (select count(*) from message m where m.shop_id = c.shop_id and m.chat_id = c.id) as messages,
      (select count(*) from assignment a where a.chat_id = c.id) as assignments
    from chat c where c.customer_id like $1
  ) as counted`;

const agents = `
  select count(*)::int as wrong from agent a
  where a.open_count > a.capacity or a.open_count <> (
    select count(*) from chat c where c.shop_id = a.shop_id and c.agent_id = a.id and c.state = 'assigned')`;

const events = `
  select (select count(*) from outbox where published_at is null)::int
    + (select count(*) from parked_key)::int as held`;

/** `expected`: how many customers with this prefix have written. */
export async function wrongAnswers(
  suite: TestSuite,
  prefix: string,
  expected: number,
): Promise<WrongAnswers> {
  const { routing, team, translation } = suite.databases;
  const [chat] = await routing.query<{ incomplete: number; chats: number; doubled: number }>(chats, [
    `${prefix}-%`,
  ]);
  const [agent] = await routing.query<{ wrong: number }>(agents);
  const held = await Promise.all(
    [routing, team, translation].map((one) => one.query<{ held: number }>(events)),
  );
  return {
    lost: expected - chat!.chats + chat!.incomplete,
    doubled: chat!.doubled,
    overCapacity: agent!.wrong,
    leftOver: held.reduce((sum, [one]) => sum + one!.held, 0),
  };
}
