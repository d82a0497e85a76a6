import { Injectable } from '@nestjs/common';
import type { AgentLoadState } from '@switchboard/contracts';
import { Database, statement } from '@switchboard/persistence';

const upsertLoad = statement(
  'agent_load_upsert',
  `insert into agent_load (account_id, shop_id, user_id, open_chats, presence, version)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (shop_id, user_id) do update set
     open_chats = excluded.open_chats, presence = excluded.presence, version = excluded.version
   where agent_load.version < excluded.version and agent_load.account_id = excluded.account_id`,
);

/** Stores what routing reports of an agent: open chats and presence, for the team page. */
@Injectable()
export class TakeLoad {
  constructor(private readonly database: Database) {}

  async run({ accountId, shopId, userId, openChats, presence, version }: AgentLoadState): Promise<void> {
    await this.database.query(upsertLoad, [accountId, shopId, userId, openChats, presence, version]);
  }
}
