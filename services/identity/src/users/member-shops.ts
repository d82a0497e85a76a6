import { problem } from '@switchboard/http';
import { statement, type Transaction } from '@switchboard/persistence';

const clearShops = statement(
  'member.clear-shops',
  `delete from membership_shop where account_id = $1 and user_id = $2`,
);
const insertShops = statement(
  'member.insert-shops',
  `insert into membership_shop (account_id, user_id, shop_id)
   select s.account_id, $2, s.shop_id from shop s where s.account_id = $1 and s.shop_id = any ($3::uuid[])
   returning shop_id`,
);

/** Replaces a member's list of shops; an id that is not a shop of the account answers 404. */
export async function replaceShops(
  tx: Transaction,
  accountId: string,
  userId: string,
  shopAccess: 'all' | string[],
): Promise<void> {
  await tx.query(clearShops, [accountId, userId]);
  if (shopAccess === 'all') return;
  const stored = await tx.query(insertShops, [accountId, userId, shopAccess]);
  if (stored.length < new Set(shopAccess).size)
    throw problem('not_found', { detail: 'There is no such shop.' });
}
