import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may get chats. `shop` and `agent` rows are never deleted: a member who comes back goes on with the
 * versions that Redis already knows.
 */
export class AgentsAndShops1763800000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table shop (
        id uuid primary key,
        account_id uuid not null,
        name text,
        customer_language text,
        -- active or closed
        status text not null default 'active',
        -- identity's version of the shop; 0: only named by another service's state so far
        shop_version bigint not null default 0,
        -- team's version of the settings; 0: the defaults
        settings_version bigint not null default 0,
        mode text not null default 'lowest_workload',
        chat_access text[] not null default '{admin,advanced_agent}',
        auto_close_days smallint default 7,
        require_presence boolean not null default false,
        reassign_offline_minutes smallint,
        reassign_no_reply_minutes smallint,
        presence_used boolean not null generated always as
          (require_presence or reassign_offline_minutes is not null or reassign_no_reply_minutes is not null) stored,
        -- rises when Redis must forget what it knows of the shop
        epoch bigint not null default 1,
        -- number of the last automatic assignment, and the virtual time of mode 'equal'
        seq bigint not null default 0,
        virtual_time bigint not null default 0,
        -- the highest score that was picked at: rounds of several processes commit in another order than they picked,
        -- and the common time must not stay behind because the later picks came first
        picked bigint not null default 0,
        unique (account_id, id)
      ) with (fillfactor = 20)`);
    // Presence is kept where a setting asks for it.
    await queryRunner.query(`create index shop_using_presence on shop (id) where presence_used`);

    await queryRunner.query(`
      create table member (
        account_id uuid not null,
        user_id uuid not null,
        version bigint not null,
        status text not null,
        role text not null,
        advanced boolean not null,
        -- null: every shop of the account, later ones too
        shop_ids uuid[],
        -- who made the last change: the actor of what follows from it
        actor jsonb not null,
        primary key (account_id, user_id)
      )`);

    await queryRunner.query(`
      create table agent (
        shop_id uuid not null,
        id uuid not null,
        account_id uuid not null,
        -- the two owners' versions; 0: that owner has not spoken yet, so the agent cannot be eligible
        member_version bigint not null default 0,
        profile_version bigint not null default 0,
        -- identity's part
        active boolean not null default false,
        role text,
        advanced boolean not null default false,
        -- team's part
        nickname text,
        avatar_hash text,
        capacity int not null default 200 check (capacity between 1 and 999),
        accepting boolean not null default false,
        -- presence: 'online' is kept only where the shop's settings use it; an agent who never came is offline since
        -- they were added
        online boolean not null default false,
        presence_required boolean not null default false,
        went_offline_at timestamptz default switchboard_now(),
        -- 0 takes chats, 1 inactive, 2 not accepting, 3 offline where presence is required
        availability smallint not null generated always as (
          case when not active then 1 when not accepting then 2 when presence_required and not online then 3 else 0 end
        ) stored,
        open_count int not null default 0 check (open_count between 0 and 999),
        -- lost the shop and still holds chats: the fence's work (agents/sql/agent_lost.sql)
        to_requeue boolean not null default false,
        -- the row's own version, +1 with every change: what Redis compares
        version bigint not null default 1,
        -- number of the shop's last assignment to this agent, and the stride of mode 'equal'
        last_seq bigint not null default 0,
        base bigint not null default 0,
        dealt bigint not null default 0,
        -- number of the last assignment that Redis was not asked for: a pick made before it knew of that is refused
        direct_seq bigint not null default 0,
        primary key (shop_id, id),
        foreign key (account_id, shop_id) references shop (account_id, id)
      ) with (fillfactor = 50)`);

    // None of these is touched by a change of the counter, nor may any be: such updates stay in place.
    await queryRunner.query(`create index agent_of_user on agent (account_id, id)`);
    await queryRunner.query('create index agent_to_requeue on agent (shop_id, id) where to_requeue');
    await queryRunner.query('create index agent_presence on agent (shop_id, online, went_offline_at)');
    // Who could take a chat, where most agents could not.
    await queryRunner.query('create index agent_available on agent (shop_id, id) where availability = 0');
    // The workload page and transfer targets, page by page.
    await queryRunner.query(
      `create index agent_by_name on agent (shop_id, lower(coalesce(nickname, '')), id) where active`,
    );

    // What routing.agents.v1 last said about an agent.
    await queryRunner.query(`
      create table agent_load (
        shop_id uuid not null,
        agent_id uuid not null,
        open_chats int not null,
        online boolean not null,
        offline_since timestamptz,
        version bigint not null,
        published_at timestamptz not null,
        primary key (shop_id, agent_id)
      ) with (fillfactor = 50)`);
    // By the shop's range, as leaders look; a change of open chats does not touch it.
    await queryRunner.query(
      `create index agent_load_online on agent_load ((hashtextextended(shop_id::text, 0) & 15), shop_id, agent_id)
       where online`,
    );
  }

  async down(): Promise<void> {
    throw new Error('undone by dropping the database');
  }
}
