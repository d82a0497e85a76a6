import type { TestDatabase } from '@switchboard/testing';

/** What the seed is made of. */
export interface Crowd {
  shops: number;
  agentsPerShop: number;
  chatsPerAgent: number;
}

/**
 * Shops full of assigned chats, unanswered for an hour, in a few statements: nothing logged, foreign keys unchecked,
 * the indexes that are no constraint made anew afterwards. Every setting of the lifecycle is on, everybody is online.
 */
export async function seedCrowd(
  database: TestDatabase,
  { shops, agentsPerShop, chatsPerAgent }: Crowd,
): Promise<void> {
  const indexes = await database.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = 'chat'::regclass and not i.indisunique`,
  );
  await database.query(`
    do $$ begin
      set local session_replication_role = replica;
      alter table chat set unlogged;
      execute 'drop index ${indexes.map(({ name }) => name).join(', ')}';
      insert into shop (id, account_id, auto_close_days, reassign_offline_minutes, reassign_no_reply_minutes)
      select uuidv7(), uuidv7(), 7, 120, 120 from generate_series(1, ${shops});
      insert into agent (shop_id, id, account_id, member_version, profile_version, active, accepting, online,
                         went_offline_at, capacity, open_count)
      select shop.id, uuidv7(), shop.account_id, 1, 1, true, true, true, null, 999, ${chatsPerAgent}
        from shop, generate_series(1, ${agentsPerShop});
      insert into chat (id, account_id, shop_id, customer_id, state, agent_id, version, arrival, opened_at, assigned_at,
                        unanswered_since, last_message_at, seq, unread, holders)
      select uuidv7(), account_id, shop_id, 'c' || no || right(id::text, 12), 'assigned', id, 2, 0, t, t, t, t, 1, 1, array[id]
        from agent cross join generate_series(1, ${chatsPerAgent}) as no
       cross join (select switchboard_now() - interval '1 hour' as t) as clock;
    end $$`);
  await Promise.all(
    [0, 1].map(async (half) => {
      for (const [at, { definition }] of indexes.entries())
        if (at % 2 === half) await database.query(definition);
    }),
  );
}
