import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the page shows of members beside the access projection, agents (a member in one shop), what routing tells of
 * them, nickname reviews and the settings of each shop. What other services publish may carry words of a newer release,
 * so that copies have no closed lists. Foreign keys carry the account: no row can point into another one.
 */
export class Team1763800000002 implements MigrationInterface {
  readonly name = 'Team1763800000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agent drop column review_id');
    await queryRunner.query('drop table shop_settings, nickname_review, agent_load, agent, member_profile');
  }
}

const statements = [
  // What the access projection does not keep of a member.
  `create table member_profile (
     account_id uuid not null,
     user_id uuid not null,
     email text,
     display_name text,
     primary key (account_id, user_id),
     foreign key (account_id, user_id) references access_member (account_id, user_id)
   )`,
  `alter table access_shop add unique (account_id, shop_id)`,

  `create table agent (
     account_id uuid not null,
     shop_id uuid not null,
     user_id uuid not null,
     nickname text not null,
     avatar_hash text,
     max_capacity int not null check (max_capacity between 1 and 999),
     accept_chats boolean not null,
     -- the review that is shown beside the agent: pending or rejected; null: none
     review_id uuid,
     version bigint not null,
     -- rises with every change of this row: of two answers or events the higher one stands
     revision bigint not null default 1,
     updated_at timestamptz not null default switchboard_now(),
     updated_by jsonb not null,
     primary key (shop_id, user_id),
     unique (account_id, shop_id, user_id),
     foreign key (account_id, shop_id) references access_shop (account_id, shop_id),
     foreign key (account_id, user_id) references access_member (account_id, user_id)
   )`,
  `create index agent_by_nickname on agent (shop_id, lower(nickname), user_id)`,
  `create index agent_by_member on agent (account_id, user_id)`,

  // Without a foreign key: routing's word may come before identity's.
  `create table agent_load (
     account_id uuid not null,
     shop_id uuid not null,
     user_id uuid not null,
     open_chats int not null check (open_chats >= 0),
     presence text not null,
     version bigint not null,
     primary key (shop_id, user_id)
   )`,

  `create table nickname_review (
     id uuid primary key,
     account_id uuid not null,
     shop_id uuid not null,
     user_id uuid not null,
     requested text not null,
     status text not null check (status in ('under_review', 'approved', 'rejected', 'withdrawn')),
     reason text,
     requested_by jsonb not null,
     requested_at timestamptz not null default switchboard_now(),
     decided_by jsonb,
     decided_at timestamptz,
     foreign key (account_id, shop_id, user_id) references agent (account_id, shop_id, user_id)
   )`,
  `create unique index nickname_review_pending on nickname_review (shop_id, user_id) where status = 'under_review'`,
  `create index nickname_review_by_status on nickname_review (status, requested_at, id)`,
  `alter table agent add foreign key (review_id) references nickname_review (id)`,

  `create table shop_settings (
     account_id uuid not null,
     shop_id uuid primary key,
     mode text not null default 'lowest_workload' check (mode in ('lowest_workload', 'equal')),
     assignment_version bigint not null default 1,
     chat_access_roles text[] not null default '{admin,advanced_agent}'
       check (chat_access_roles <@ '{admin,advanced_agent,agent}'),
     chat_access_version bigint not null default 1,
     auto_close_days int default 7 check (auto_close_days between 1 and 90),
     require_presence boolean not null default false,
     reassign_offline_minutes int check (reassign_offline_minutes between 1 and 1440),
     reassign_no_reply_minutes int check (reassign_no_reply_minutes between 1 and 1440),
     lifecycle_version bigint not null default 1,
     version bigint not null default 1,
     updated_at timestamptz not null default switchboard_now(),
     updated_by jsonb not null default '{"kind": "system", "id": null}',
     foreign key (account_id, shop_id) references access_shop (account_id, shop_id)
   )`,
];
