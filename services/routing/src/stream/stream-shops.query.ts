import { Injectable } from '@nestjs/common';
import { invalidInput, ShopScope, type UserActor } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { maxShops } from './stream.dto.js';

const shopsOfAccount = statement(
  'shops-of-account',
  `select id from shop where account_id = $1 and status = 'active' and ($2::uuid[] is null or id = any($2)) order by id limit $3`,
);

/** Which shops a stream carries. */
@Injectable()
export class StreamShops {
  constructor(
    private readonly database: Database,
    private readonly scope: ShopScope,
  ) {}

  /** The shops named, each the caller's (404); none named: all of theirs. */
  async of(user: UserActor, shopIds: readonly string[] | undefined): Promise<string[]> {
    if (shopIds) {
      await Promise.all(shopIds.map((shopId) => this.scope.require(user, shopId)));
      return [...shopIds];
    }
    const own = user.shopAccess === 'all' ? null : user.shopAccess;
    const rows = await this.database.query<{ id: string }>(shopsOfAccount, [
      user.accountId,
      own,
      maxShops + 1,
    ]);
    if (rows.length > maxShops) {
      throw invalidInput('shopIds', 'required', `Name the shops: one stream carries ${maxShops} at most`);
    }
    return rows.map(({ id }) => id);
  }
}
