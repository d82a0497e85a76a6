import type { QueryRunner } from 'typeorm';

/**
 * Migration step of every service but identity: the access guard's copy of members, shops and API keys.
 * Filled from identity's state topics by `AccessProjection`.
 */
export async function installAccessProjection(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create table access_member (
      account_id uuid not null,
      user_id uuid not null,
      status text not null,
      role text not null,
      advanced boolean not null,
      shop_access jsonb not null,
      language text,
      access_version bigint not null,
      version bigint not null,
      primary key (account_id, user_id)
    )`);
  await queryRunner.query(`
    create table access_shop (
      shop_id uuid primary key,
      account_id uuid not null,
      status text not null,
      version bigint not null
    )`);
  await queryRunner.query(`
    create table access_key (
      key_id uuid primary key,
      account_id uuid,
      hash text not null,
      scopes text[] not null,
      shop_access jsonb not null,
      expires_at timestamptz,
      revoked boolean not null,
      version bigint not null
    )`);
}
