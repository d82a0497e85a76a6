import { Injectable } from '@nestjs/common';
import { memberState, userActor } from '@switchboard/contracts';
import { Outbox, stateEvent } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import { v7 as uuidv7 } from 'uuid';
import { AuditTrail } from '../audit/audit-trail.js';
import { MailQueue } from '../mail/mail-queue.js';
import { emailKey } from '../people/email-address.js';
import { People } from '../people/people.js';
import { OpenShop } from '../shops/open-shop.js';
import { memberStateOf, readMemberRecord } from '../users/member-record.js';
import type { VerifiedDto } from './sign-up.dto.js';

/** A sign-up whose address is proven. */
export interface ConfirmedSignUp {
  accountId: string;
  email: string;
  /** Null where the person has one already, or the sign-up's was discarded. */
  passwordHash: string | null;
  displayName: string;
  language: string;
  accountName: string;
  shopName: string;
}

const insertAccount = statement('account.insert', `insert into account (account_id, name) values ($1, $2)`);
const insertOwner = statement(
  'account.insert-owner',
  `insert into membership (user_id, account_id, person_id, email, role, all_shops, status, activated_at)
   values ($1, $2, $3, $4, 'owner', true, 'active', switchboard_now())`,
);

/** Makes account, owner and first shop, and publishes them. */
@Injectable()
export class FoundAccount {
  constructor(
    private readonly people: People,
    private readonly outbox: Outbox,
    private readonly openShop: OpenShop,
    private readonly audit: AuditTrail,
    private readonly mails: MailQueue,
  ) {}

  async run(tx: Transaction, signUp: ConfirmedSignUp): Promise<VerifiedDto> {
    const { accountId, accountName, email } = signUp;
    const { person_id: personId } = await this.people.claim(tx, email);
    const needsPassword = await this.people.complete(tx, personId, signUp);
    const userId = uuidv7();
    const actor = userActor(userId);
    await tx.query(insertAccount, [accountId, accountName]);
    await tx.query(insertOwner, [userId, accountId, personId, email]);
    const owner = (await readMemberRecord(tx, accountId, userId))!;
    await this.outbox.append(tx, [stateEvent(memberState, memberStateOf(owner, actor))]);
    await this.audit.record(tx, {
      accountId,
      actor,
      action: 'account.created',
      target: { kind: 'account', id: accountId },
      before: null,
      after: { name: accountName },
    });
    await this.openShop.within(tx, accountId, { name: signUp.shopName }, actor);
    if (needsPassword) await this.mails.enqueueForAddress(tx, 'password_reset', emailKey(email));
    return { account: { id: accountId, name: accountName }, email, needsPassword };
  }
}
