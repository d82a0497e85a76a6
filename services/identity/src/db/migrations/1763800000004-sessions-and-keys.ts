import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions with their rotating refresh tokens, API keys, and the service's copy of the audit trail. */
export class SessionsAndKeys1763800000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A session belongs to a person and moves between that person's memberships when they switch account.
    await runner.query(`
      create table session (
        session_id uuid primary key,
        account_id uuid not null,
        user_id uuid not null,
        person_id uuid not null,
        created_at timestamptz not null default switchboard_now(),
        ended_at timestamptz,
        end_reason text,
        foreign key (account_id, user_id, person_id) references membership (account_id, user_id, person_id),
        check ((ended_at is null) = (end_reason is null))
      )`);
    await runner.query(`create index session_open_of_person on session (person_id) where ended_at is null`);
    await runner.query(`create index session_of_member on session (account_id, user_id)`);
    await runner.query(`create index session_endings on session (ended_at) where ended_at is not null`);

    await runner.query(`
      create table refresh_token (
        token_hash bytea primary key check (length(token_hash) = 32),
        session_id uuid not null references session on delete cascade,
        expires_at timestamptz not null,
        rotated_at timestamptz
      )`);
    await runner.query(`create index refresh_token_of_session on refresh_token (session_id)`);
    await runner.query(`create index refresh_token_by_expiry on refresh_token (expires_at)`);

    // account_id is null for the platform's keys, and for no others.
    await runner.query(`
      create table api_key (
        key_id uuid primary key,
        account_id uuid references account,
        name text not null,
        key_hash text not null unique,
        hint text not null,
        scopes text[] not null check (cardinality(scopes) > 0),
        all_shops boolean not null,
        version bigint not null default 1,
        created_by uuid,
        created_at timestamptz not null default switchboard_now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        unique (account_id, key_id),
        foreign key (account_id, created_by) references membership (account_id, user_id),
        check (account_id is not null or all_shops),
        constraint api_key_scopes check (case when account_id is null then scopes <@ array['reviews:read', 'reviews:write']
                    else scopes <@ array['inbound:write', 'outbound:read', 'chats:read'] end)
      )`);
    await runner.query(
      `create index api_key_of_account on api_key (account_id, created_at desc, key_id desc)`,
    );
    await runner.query(
      `create index api_key_revocations on api_key (revoked_at) where revoked_at is not null`,
    );
    await runner.query(`
      create table api_key_shop (
        account_id uuid not null,
        key_id uuid not null,
        shop_id uuid not null,
        primary key (key_id, shop_id),
        foreign key (account_id, key_id) references api_key (account_id, key_id),
        foreign key (account_id, shop_id) references shop (account_id, shop_id)
      )`);

    // No foreign keys: entries outlive what they speak of. account_id is null for what the platform's operators did.
    await runner.query(`
      create table audit_entry (
        entry_id uuid primary key,
        account_id uuid,
        occurred_at timestamptz not null,
        actor text not null,
        action text not null,
        target_type text not null,
        target_id text not null,
        shop_id uuid,
        before jsonb,
        after jsonb
      )`);
    await runner.query(
      `create index audit_entry_newest on audit_entry (account_id, occurred_at desc, entry_id desc)`,
    );
    await runner.query(
      `create index audit_entry_of_target on audit_entry (account_id, target_id, occurred_at desc)`,
    );
    await runner.query(`create index audit_entry_age on audit_entry (occurred_at)`);

    await runner.query(`create table maintenance (task text primary key, last_run_at timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table maintenance, audit_entry, api_key_shop, api_key, refresh_token, session`);
  }
}
