import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sign-ups that are not confirmed yet, the links that mails carry, and the mails themselves. A sign-up holds its password
 * here and not on the person, so that it counts for nothing until the address has been proven.
 */
export class LinksAndMail1763800000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sign_up (
        sign_up_id uuid primary key,
        account_id uuid not null unique,
        email text not null,
        email_key text not null,
        password_hash text,
        display_name text not null,
        language text not null,
        account_name text not null,
        shop_name text not null,
        created_at timestamptz not null default switchboard_now()
      )`);
    await runner.query(`create index sign_up_by_email on sign_up (email_key, created_at desc)`);

    // One row a link, whatever it is for; replaced or revoked links are deleted and answer 404 like unknown ones.
    await runner.query(`
      create table link (
        link_id uuid primary key,
        kind text not null check (kind in ('sign_up', 'invitation', 'password_reset')),
        sign_up_id uuid references sign_up on delete cascade,
        account_id uuid,
        user_id uuid,
        person_id uuid references person,
        created_at timestamptz not null default switchboard_now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        foreign key (account_id, user_id) references membership (account_id, user_id),
        constraint link_target check (case kind
          when 'sign_up' then (sign_up_id is not null or used_at is not null) and user_id is null and person_id is null
          when 'invitation' then account_id is not null and user_id is not null and sign_up_id is null and person_id is null
          else person_id is not null and sign_up_id is null and user_id is null end)
      )`);
    await runner.query(
      `create unique index link_open_invitation on link (account_id, user_id) where kind = 'invitation' and used_at is null`,
    );
    await runner.query(
      `create unique index link_open_sign_up on link (sign_up_id) where kind = 'sign_up' and used_at is null`,
    );
    await runner.query(`create index link_by_person on link (person_id) where person_id is not null`);
    await runner.query(`create index link_by_expiry on link (expires_at)`);

    // Made when a mail is sent, so that only the hash ever touches a disk; a mail sent twice has two tokens for one link.
    await runner.query(`
      create table link_token (
        token_hash bytea primary key check (length(token_hash) = 32),
        link_id uuid not null references link on delete cascade
      )`);
    await runner.query(`create index link_token_by_link on link_token (link_id)`);

    // A member as the rest of the service reads it: with the person, the shops, and the invitation while one is open.
    await runner.query(`
      create view member_record as
        select m.*, p.display_name, p.language,
          coalesce((select array_agg(s.shop_id::text order by s.shop_id) from membership_shop s where s.user_id = m.user_id),
                   array[]::text[]) as shop_ids,
          l.expires_at as invitation_expires_at,
          m.status = 'pending' and (l.expires_at is null or l.expires_at <= switchboard_now()) as invitation_expired
        from membership m
        join person p using (person_id)
        left join link l on l.account_id = m.account_id and l.user_id = m.user_id and l.kind = 'invitation' and l.used_at is null`);

    await runner.query(`
      create table mail_job (
        mail_id uuid primary key,
        kind text not null check (kind in ('sign_up', 'invitation', 'password_reset')),
        link_id uuid references link on delete cascade,
        email_key text,
        created_at timestamptz not null default switchboard_now(),
        next_attempt_at timestamptz not null default switchboard_now(),
        attempts integer not null default 0,
        done_at timestamptz,
        outcome text check (outcome in ('sent', 'nothing_to_send', 'abandoned')),
        last_error text,
        check (link_id is not null or email_key is not null),
        check ((done_at is null) = (outcome is null))
      )`);
    await runner.query(`create index mail_job_due on mail_job (next_attempt_at) where done_at is null`);
    await runner.query(`create index mail_job_done on mail_job (done_at) where done_at is not null`);
    await runner.query(
      `create index mail_job_requests on mail_job (email_key, kind, created_at) where email_key is not null`,
    );
    await runner.query(`create index mail_job_by_link on mail_job (link_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop view member_record`);
    await runner.query(`drop table mail_job, link_token, link, sign_up`);
  }
}
