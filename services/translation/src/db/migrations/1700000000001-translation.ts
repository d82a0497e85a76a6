import { installAccessProjection } from '@switchboard/http';
import { installInbox, installOutbox } from '@switchboard/messaging';
import { installFoundations } from '@switchboard/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first tables: copies of other services' facts, settings, results, the work in hand, cache and usage. A copy may
 * carry words of a newer release: it has no closed lists.
 */
export class Translation1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await installFoundations(queryRunner);
    await installOutbox(queryRunner);
    await installInbox(queryRunner);
    await installAccessProjection(queryRunner);
    for (const statement of [...copies, ...settings, ...results, ...cacheAndUsage])
      await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the first migration is not taken back: drop the database');
  }
}

const copies = [
  `create table shop_profile (
     shop_id uuid primary key,
     account_id uuid not null,
     customer_language text,
     language_version bigint not null default 0,
     chat_access text[],
     access_version bigint not null default 0
   )`,
  `create table chat (
     id uuid primary key,
     account_id uuid not null,
     shop_id uuid not null,
     state text not null default 'queued',
     agent_id uuid,
     last_agent_id uuid,
     version bigint not null default 0,
     storefront_language text,
     found_language text,
     candidate_language text,
     detected_seq bigint not null default 0,
     language text,
     language_version bigint not null default 0,
     last_message_at timestamptz not null default switchboard_now(),
     unique (account_id, shop_id, id)
   )`,
  `create index chat_by_agent on chat (account_id, agent_id, shop_id) where state = 'assigned'`,
  `create index chat_by_age on chat (last_message_at)`,
  `create table message (
     id uuid primary key,
     account_id uuid not null,
     shop_id uuid not null,
     chat_id uuid not null,
     seq bigint not null,
     direction text not null,
     author_id text,
     text text,
     language text,
     unique (chat_id, seq),
     unique (account_id, chat_id, id),
     foreign key (account_id, shop_id, chat_id) references chat (account_id, shop_id, id) on delete cascade
   )`,
];

const choice = `
     enabled boolean,
     mode text check (mode in ('auto', 'custom')),
     incoming_to text,
     outgoing_to text,
     version bigint not null default 1,
     actor jsonb not null,
     changed_at timestamptz not null default switchboard_now()`;

const settings = [
  `create table user_setting (
     account_id uuid not null,
     shop_id uuid not null,
     user_id uuid not null,${choice},
     primary key (shop_id, user_id)
   )`,
  `create table chat_setting (
     account_id uuid not null,
     shop_id uuid not null,
     chat_id uuid not null,
     user_id uuid not null,${choice},
     primary key (chat_id, user_id),
     foreign key (account_id, shop_id, chat_id) references chat (account_id, shop_id, id) on delete cascade
   )`,
  `comment on column chat_setting.enabled is 'null: the override was removed; the row keeps the version'`,
];

const results = [
  `create table message_translation (
     account_id uuid not null,
     chat_id uuid not null,
     message_id uuid not null,
     language text not null,
     status text not null check (status in ('translated', 'not_needed', 'unavailable')),
     text text,
     provider text,
     source_language text,
     at timestamptz not null default switchboard_now(),
     primary key (message_id, language),
     constraint message_translation_text check ((status = 'translated') = (text is not null and provider is not null)),
     foreign key (account_id, chat_id, message_id) references message (account_id, chat_id, id) on delete cascade
   )`,
  `create table work (
     id bigint generated always as identity primary key,
     account_id uuid not null,
     shop_id uuid not null,
     chat_id uuid not null,
     message_id uuid,
     user_id uuid not null,
     purpose text not null check (purpose in ('customer', 'reader', 'thread')),
     priority smallint not null,
     attempts int not null default 0,
     due_at timestamptz not null default switchboard_now(),
     claim uuid,
     claimed_until timestamptz,
     constraint work_target check ((purpose = 'thread') = (message_id is null)),
     unique nulls not distinct (chat_id, message_id, user_id, purpose),
     foreign key (account_id, shop_id, chat_id) references chat (account_id, shop_id, id) on delete cascade
   )`,
  `create index work_due on work (priority, due_at)`,
];

const cacheAndUsage = [
  `create table translation_cache (
     shop_id uuid not null,
     provider text not null,
     source text not null,
     target text not null,
     text_hash bytea not null,
     text text not null,
     used_on date not null default (switchboard_now() at time zone 'UTC')::date,
     primary key (shop_id, text_hash, source, target, provider)
   )`,
  `create index translation_cache_unused on translation_cache (used_on)`,
  `create table provider_usage (
     account_id uuid not null,
     shop_id uuid not null,
     day date not null,
     provider text not null,
     characters bigint not null,
     requests bigint not null,
     primary key (shop_id, day, provider)
   )`,
  `create table usage_limit (
     shop_id uuid primary key,
     account_id uuid not null,
     monthly_characters bigint check (monthly_characters >= 0),
     version bigint not null default 1
   )`,
];
