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
        status text not null default 'active',
        -- identity's version of the shop; 0: only named by another service's state so far
        shop_version bigint not null default 0,
        -- team's version of the settings; 0: the defaults
        settings_version bigint not null default 0,
        mode text not null default 'lowest_workload' check (mode in ('lowest_workload', 'equal')),
        chat_access text[] not null default '{admin,advanced_agent}',
        auto_close_days smallint default 7,
        require_presence boolean not null default false,
        reassign_offline_minutes smallint,
        reassign_no_reply_minutes smallint,
        -- rises when Redis must forget what it knows of the shop
        epoch bigint not null default 1,
        -- number of the last automatic assignment, and the virtual time of mode 'equal'
        seq bigint not null default 0,
        vt bigint not null default 0,
        unique (account_id, id)
      ) with (fillfactor = 20)`);

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
        -- presence: 'online' is kept only where the shop's settings use it
        online boolean not null default false,
        presence_required boolean not null default false,
        went_offline_at timestamptz,
        -- 0 takes chats, 1 inactive, 2 not accepting, 3 offline where presence is required
        availability smallint not null generated always as (
          case when not active then 1 when not accepting then 2 when presence_required and not online then 3 else 0 end
        ) stored,
        open_count int not null default 0 check (open_count between 0 and 999),
        -- the row's own version, +1 with every change: what Redis compares
        version bigint not null default 1,
        -- number of the shop's last assignment to this agent, and the stride of mode 'equal'
        last_seq bigint not null default 0,
        base bigint not null default 0,
        dealt bigint not null default 0,
        primary key (shop_id, id),
        foreign key (account_id, shop_id) references shop (account_id, id)
      ) with (fillfactor = 50)`);

    await queryRunner.query(`create index agent_of_user on agent (account_id, id)`);
    // Work left by the fence: chats that an agent who may not have them still holds.
    await queryRunner.query(
      `create index agent_to_requeue on agent (shop_id, id) where not active and open_count > 0`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table agent, member, shop');
  }
}
