import { Injectable } from '@nestjs/common';
import { isId, problem, type PageQuery, type UserActor } from '@switchboard/http';
import { CursorError, Database, decodeCursor, statement, toPage, type Page } from '@switchboard/persistence';
import { shopColumns, type ShopRow } from './shop-record.js';

const readOwn = statement(
  'shop.list',
  `select ${shopColumns} from shop
   where account_id = $1 and ($2::uuid[] is null or shop_id = any ($2)) and ($3::uuid is null or shop_id > $3)
   order by shop_id limit $4`,
);
const readOne = statement(
  'shop.read',
  `select ${shopColumns} from shop where account_id = $1 and shop_id = $2`,
);

/** The shops that a member has, in the order in which they were opened. */
@Injectable()
export class ListShops {
  constructor(private readonly database: Database) {}

  async run(actor: UserActor, { limit, cursor }: PageQuery): Promise<Page<ShopRow>> {
    const own = actor.shopAccess === 'all' ? null : actor.shopAccess;
    const after = cursor === undefined ? null : decodeCursor(cursor, 1)[0];
    if (after !== null && !isId(after)) throw new CursorError();
    const rows = await this.database.query<ShopRow>(readOwn, [actor.accountId, own, after, limit + 1]);
    return toPage(
      rows,
      limit,
      (last) => [last.shop_id],
      (row) => row,
    );
  }

  /** One of them; the guard has checked that the caller has it. */
  async one(accountId: string, shopId: string): Promise<ShopRow> {
    const [row] = await this.database.query<ShopRow>(readOne, [accountId, shopId]);
    if (!row) throw problem('not_found');
    return row;
  }
}
