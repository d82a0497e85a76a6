import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, people, shops and memberships. A person is unique by e-mail; a membership is that person in ONE account and carries
 * the userId. Foreign keys carry the account, so that no row can point into another tenant.
 */
export class Tenants1763800000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table account (
        account_id uuid primary key,
        name text not null,
        created_at timestamptz not null default switchboard_now()
      )`);

    // email_key is the one normal form that comparisons use; language is null until the person has joined an account.
    await runner.query(`
      create table person (
        person_id uuid primary key,
        email text not null,
        email_key text not null unique,
        display_name text,
        language text,
        password_hash text,
        created_at timestamptz not null default switchboard_now()
      )`);

    await runner.query(`
      create table shop (
        shop_id uuid primary key,
        account_id uuid not null references account,
        name text not null,
        customer_language text,
        status text not null default 'active' check (status in ('active', 'closed')),
        version bigint not null default 1,
        created_at timestamptz not null default switchboard_now(),
        unique (account_id, shop_id)
      )`);

    // Deleted members keep their row: the same person invited again gets the same userId, and the versions go on.
    await runner.query(`
      create table membership (
        user_id uuid primary key,
        account_id uuid not null references account,
        person_id uuid not null references person,
        email text not null,
        role text not null check (role in ('owner', 'admin', 'agent')),
        advanced boolean not null default false,
        all_shops boolean not null,
        status text not null check (status in ('pending', 'active', 'deactivated', 'deleted')),
        version bigint not null default 1,
        access_version bigint not null default 1,
        invited_language text,
        invited_by uuid,
        invited_at timestamptz not null default switchboard_now(),
        activated_at timestamptz,
        last_used_at timestamptz,
        access_changed_at timestamptz not null default switchboard_now(),
        unique (account_id, user_id),
        unique (account_id, person_id),
        unique (account_id, user_id, person_id),
        foreign key (account_id, invited_by) references membership (account_id, user_id),
        constraint membership_only_agents_are_limited check (role = 'agent' or (all_shops and not advanced)),
        constraint membership_owner_is_active check (role <> 'owner' or status = 'active')
      )`);
    await runner.query(
      `create unique index membership_one_owner on membership (account_id) where role = 'owner'`,
    );
    await runner.query(`create index membership_of_person on membership (person_id)`);
    await runner.query(
      `create index membership_invited on membership (account_id, invited_at desc, user_id desc) where status = 'pending'`,
    );
    await runner.query(
      `create index membership_added on membership (account_id, activated_at desc, user_id desc) where status in ('active', 'deactivated')`,
    );
    await runner.query(`create index membership_access_changes on membership (access_changed_at)`);

    await runner.query(`
      create table membership_shop (
        account_id uuid not null,
        user_id uuid not null,
        shop_id uuid not null,
        primary key (user_id, shop_id),
        foreign key (account_id, user_id) references membership (account_id, user_id) on delete cascade,
        foreign key (account_id, shop_id) references shop (account_id, shop_id)
      )`);
    await runner.query(`create index membership_shop_by_shop on membership_shop (account_id, shop_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table membership_shop, membership, shop, person, account`);
  }
}
