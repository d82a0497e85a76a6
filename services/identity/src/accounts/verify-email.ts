import { Injectable } from '@nestjs/common';
import { problem } from '@switchboard/http';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { Links } from '../links/links.js';
import { FoundAccount, type ConfirmedSignUp } from './found-account.js';
import type { VerifiedDto } from './sign-up.dto.js';

const lockSignUp = statement(
  'verify.lock',
  `select account_id as "accountId", email, password_hash as "passwordHash", display_name as "displayName", language,
     account_name as "accountName", shop_name as "shopName"
   from sign_up where sign_up_id = $1 for update`,
);
// The used link outlives the sign-up, so that a second use answers "used" and not "unknown".
const keepLink = statement('verify.keep-link', `update link set sign_up_id = null where link_id = $1`);
const deleteSignUp = statement('verify.delete', `delete from sign_up where sign_up_id = $1`);

/** Uses a sign-up's link: of two calls with one link one wins. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly links: Links,
    private readonly foundAccount: FoundAccount,
  ) {}

  run(token: string): Promise<VerifiedDto> {
    return this.transactions.run(async (tx) => {
      const link = await this.links.use(tx, 'sign_up', token);
      const [signUp] = await tx.query<ConfirmedSignUp>(lockSignUp, [link.sign_up_id]);
      if (!signUp) throw problem('not_found');
      await tx.query(keepLink, [link.link_id]);
      await tx.query(deleteSignUp, [link.sign_up_id]);
      return this.foundAccount.run(tx, signUp);
    });
  }
}
