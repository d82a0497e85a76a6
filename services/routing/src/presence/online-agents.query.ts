import { Injectable } from '@nestjs/common';
import { Database, statement } from '@switchboard/persistence';
import { isRedisFailure } from '@switchboard/redis';
import { PresenceLeases } from './presence-leases.js';

const toldOnline = statement(
  'agents-of-shop-told-online',
  'select agent_id from agent_load where shop_id = $1 and online',
);

/** Who is online in a shop: by the leases, or, while Redis is away, as last published. */
@Injectable()
export class OnlineAgents {
  constructor(
    private readonly leases: PresenceLeases,
    private readonly database: Database,
  ) {}

  async of(shopId: string): Promise<string[]> {
    try {
      return await this.leases.onlineAgents(shopId);
    } catch (error) {
      if (!isRedisFailure(error)) throw error;
      const rows = await this.database.query<{ agent_id: string }>(toldOnline, [shopId]);
      return rows.map(({ agent_id }) => agent_id);
    }
  }
}
