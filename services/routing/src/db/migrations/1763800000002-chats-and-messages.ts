import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partitions of `message`, by hash of the shop. */
const messagePartitions = 8;

/** The thread of a customer with a shop, its messages, and the history of who got it and why. */
export class ChatsAndMessages1763800000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A call takes one number and has 128 arrivals of its own: order inside a batch is the batch's order.
    await queryRunner.query(`create sequence arrival increment by 128`);

    await queryRunner.query(`
      create table chat (
        id uuid primary key,
        account_id uuid not null,
        shop_id uuid not null,
        customer_id text not null,
        customer_name text,
        customer_language text,
        state text not null constraint chat_state check (state in ('queued', 'assigned', 'closed')),
        -- assigned: who has it; closed: who had it last
        agent_id uuid,
        -- a customer's message on a closed chat asks for its last agent first
        preferred_agent uuid,
        -- rises when state or agent changes: what a caller has seen
        version int not null default 1,
        -- rises with every change of the row: of two answers or events the higher one stands
        revision bigint not null default 1,
        -- place in the queue: given when the chat opens or is reopened, kept when it is requeued
        arrival bigint not null,
        opened_at timestamptz not null,
        -- in the queue since; null: not in the queue
        waiting_since timestamptz,
        assigned_at timestamptz,
        closed_at timestamptz,
        -- the customer's first message without an answer; null: none (see chats/sql/unanswered_changed.sql)
        unanswered_since timestamptz,
        last_message_at timestamptz not null,
        -- number of the last message; the agent's marker; customer messages after the marker
        seq int not null,
        read_seq int not null default 0,
        unread int not null default 0,
        -- reassignments, and who has had the chat, since then
        reassigned smallint not null default 0,
        holders uuid[] not null default '{}',
        -- messages up to this number are deleted
        forgotten_seq int not null default 0,
        unique (shop_id, customer_id),
        foreign key (account_id, shop_id) references shop (account_id, id),
        check (state <> 'assigned' or agent_id is not null),
        check (state <> 'queued' or agent_id is null)
      ) with (fillfactor = 80)`);
    await queryRunner.query(`create index chat_queue on chat (shop_id, arrival) where state = 'queued'`);
    await queryRunner.query(
      `create index chat_of_agent on chat (shop_id, agent_id, last_message_at, id) where state = 'assigned'`,
    );
    await queryRunner.query(
      `create index chat_open on chat (shop_id, last_message_at, id) where state <> 'closed'`,
    );
    await queryRunner.query(
      `create index chat_closed on chat (shop_id, last_message_at, id) where state = 'closed'`,
    );
    // What an agent who may not read everything sees under "closed".
    await queryRunner.query(
      `create index chat_closed_of_agent on chat (shop_id, agent_id, last_message_at, id) where state = 'closed'`,
    );
    // The timers, by shop: each has its own setting, and most chats of most shops are not due. The column that the
    // setting is added to is the later of two times, so a chat that waited in the queue for long is not due at once.
    await queryRunner.query(
      `create index chat_idle on chat (shop_id, greatest(last_message_at, assigned_at)) where state = 'assigned'`,
    );
    await queryRunner.query(
      `create index chat_unanswered on chat (shop_id, greatest(unanswered_since, assigned_at))
       where state = 'assigned' and unanswered_since is not null and reassigned < 3`,
    );
    // The sweep goes from shop to shop and looks at the longest waiting chat of each.
    await queryRunner.query(
      `create index chat_waiting on chat (shop_id, waiting_since) where state = 'queued'`,
    );
    // New chats and messages do not touch it: only closing does.
    await queryRunner.query(
      `create index chat_to_forget on chat (last_message_at) where state = 'closed' and forgotten_seq < seq`,
    );

    await queryRunner.query(`
      create table message (
        shop_id uuid not null,
        id uuid not null,
        chat_id uuid not null,
        seq int not null,
        direction text not null constraint message_direction check (direction in ('in', 'out', 'note')),
        -- the storefront's id of a customer's message; the frontend's id of a reply
        external_id text,
        client_message_id text,
        author_id text,
        author_nickname text,
        text text,
        card jsonb,
        language text,
        translations jsonb not null default '{}',
        sent_at timestamptz not null,
        accepted_at timestamptz not null,
        delivery_status text constraint message_delivery_status check (delivery_status in ('pending', 'sent', 'delivered', 'refused')),
        delivery_text text,
        delivery_language text,
        delivery_at timestamptz,
        -- rises with every change of the row
        revision bigint not null default 1,
        primary key (shop_id, id),
        unique (shop_id, chat_id, seq),
        check (num_nonnulls(text, card) = 1)
      ) partition by hash (shop_id)`);
    for (let remainder = 0; remainder < messagePartitions; remainder++) {
      await queryRunner.query(`
        create table message_${remainder} partition of message
        for values with (modulus ${messagePartitions}, remainder ${remainder})`);
    }
    await queryRunner.query(
      `create unique index message_client_id on message (shop_id, chat_id, client_message_id) where client_message_id is not null`,
    );
    // Of a customer, that is: a customer has one chat per shop.
    await queryRunner.query(
      `create unique index message_external_id on message (shop_id, chat_id, external_id) where external_id is not null`,
    );

    await queryRunner.query(`
      create table assignment (
        -- what events call explanationId
        id uuid not null,
        chat_id uuid not null,
        -- the chat's version that this decision made
        version int not null,
        shop_id uuid not null,
        at timestamptz not null,
        kind text not null constraint assignment_kind check (kind in
          ('automatic', 'previous_agent', 'manual', 'reopened', 'requeued', 'no_reply', 'offline')),
        -- {kind, id}, as events carry it
        actor jsonb not null,
        from_agent_id uuid,
        agent_id uuid,
        mode text,
        -- the chosen agent as the decision found it
        open_count int,
        capacity int,
        score bigint,
        -- place in its round; the first of a round stores what the round compared, the others point at it
        position int,
        compared jsonb,
        compared_chat_id uuid,
        compared_version int,
        primary key (chat_id, version)
      )`);

    await typesOfFunctions(queryRunner);
  }

  async down(): Promise<void> {
    throw new Error('undone by dropping the database');
  }
}

/** What functions take as JSON or hand to each other. */
async function typesOfFunctions(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
      -- A customer's message on its way in. chat_id is the id that the chat gets if this message opens one;
      -- place orders the messages of one call. account_id: whose the shop has to be, and active, where nobody has looked
      -- before; null where that is known.
      create type customer_message as (
        place int,
        shop_id uuid,
        customer_id text,
        customer_name text,
        customer_language text,
        external_id text,
        message_id uuid,
        chat_id uuid,
        text text,
        card jsonb,
        sent_at timestamptz,
        account_id uuid
      )`);
  await queryRunner.query(`
    -- One close of a call: the chat, and the state of it that its caller has seen. place orders the closes of one call.
    create type chat_close as (
      place int,
      shop_id uuid,
      chat_id uuid,
      -- who has it; found by the function that closes it
      agent_id uuid,
      version int,
      last_seq int,
      actor jsonb,
      reason text,
      -- headers of its entry in the audit trail; null: no entry
      audit_headers jsonb
    )`);
  await queryRunner.query(`
    -- One move of a chat: to an agent, from one to another (from_agent_id), or back to the queue (agent_id null).
    create type chat_move as (
      shop_id uuid,
      chat_id uuid,
      from_agent_id uuid,
      agent_id uuid,
      -- of the explanation: see the table assignment
      kind text,
      -- order among the shop's moves of one call, from 1
      position int,
      -- the shop's mode, where it decided; null: somebody decided by hand, or nobody was chosen
      mode text,
      -- the agent as the decision found it
      open_count int,
      capacity int,
      score bigint,
      -- what the decision compared; in a round only the first has it
      compared jsonb,
      -- the score of the last agent that Redis picked for the round; null: Postgres chose
      last_score bigint
    )`);
}
