import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replies on their way to the customer, what is known about their translation, and what the live stream still has to say. */
export class RepliesAndStream1763800000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // One row per reply until 7 days after it left: what waits for a translation, and what storefronts without Kafka read.
    await queryRunner.query(`
      create table reply (
        shop_id uuid not null,
        chat_id uuid not null,
        seq int not null,
        account_id uuid not null,
        message_id uuid not null,
        customer_id text not null,
        -- as the customer sees who wrote it, then
        agent jsonb not null,
        text text,
        card jsonb,
        language text,
        -- it leaves at the latest then, translated or not
        due_at timestamptz not null,
        -- the result; null while it is awaited
        status text constraint reply_status check (status in ('translated', 'not_needed', 'unavailable')),
        sent_text text,
        sent_language text,
        provider text,
        sent_at timestamptz,
        -- place among all replies of the shop, given under the shop's counter: no smaller one appears later
        sent_no bigint,
        primary key (shop_id, chat_id, seq),
        unique (shop_id, message_id),
        foreign key (account_id, shop_id) references shop (account_id, id),
        check (num_nonnulls(text, card) = 1),
        check ((sent_at is null) = (sent_no is null))
      )`);
    await queryRunner.query(`create index reply_due on reply (due_at) where sent_at is null`);
    await queryRunner.query(
      `create unique index reply_sent on reply (shop_id, sent_no) where sent_no is not null`,
    );
    await queryRunner.query(`create index reply_expired on reply (sent_at) where sent_at is not null`);
    await queryRunner.query(`create table reply_counter (shop_id uuid primary key, last_no bigint not null)`);

    // translation.settings.v1 as it stands; by its key there.
    await queryRunner.query(`
      create table translation_state (
        key text primary key,
        account_id uuid not null,
        shop_id uuid not null,
        setting jsonb,
        language text,
        version bigint not null
      )`);

    // Shops whose live stream misses records, because Redis was away: their readers reset once it is back.
    await queryRunner.query(
      'create table stream_gap (shop_id uuid primary key, noted_at timestamptz not null)',
    );
    // Records for the live stream that no outbox row carries: gone once they are in the log.
    await queryRunner.query(`
      create table stream_notice (
        id uuid primary key,
        shop_id uuid not null,
        record jsonb not null,
        due_at timestamptz not null
      )`);
    await queryRunner.query('create index stream_notice_due on stream_notice (due_at)');
  }

  async down(): Promise<void> {
    throw new Error('undone by dropping the database');
  }
}
