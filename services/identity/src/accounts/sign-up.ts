import { Injectable } from '@nestjs/common';
import { statement, TransactionRunner } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { v7 as uuidv7 } from 'uuid';
import { Links } from '../links/links.js';
import { MailQueue } from '../mail/mail-queue.js';
import { PasswordHasher } from '../people/password-hasher.js';
import { emailKey } from '../people/email-address.js';
import { People } from '../people/people.js';
import type { SignUpAnswerDto, SignUpDto } from './sign-up.dto.js';

// Also for a person who has a password, which they keep when the link is used: until then this one is answered
// account.unverified for a known address as for an unknown one.
const insertSignUp = statement(
  'sign-up.insert',
  `insert into sign_up (sign_up_id, account_id, email, email_key, password_hash, display_name, language, account_name, shop_name)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

/**
 * Begins an account. Until the link is used it is a row here and nothing anywhere else: no person, no member,
 * no event. The same work is done for a known address as for an unknown one; which mail goes out is
 * decided when it is sent.
 */
@Injectable()
export class SignUp {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly hasher: PasswordHasher,
    private readonly people: People,
    private readonly links: Links,
    private readonly mails: MailQueue,
  ) {}

  async run(request: SignUpDto): Promise<SignUpAnswerDto> {
    const { accountName, shopName, email, password, displayName } = request;
    const passwordHash = await this.hasher.hash(password);
    const signUpId = uuidv7();
    const accountId = uuidv7();
    const link = await this.transactions.run(async (tx) => {
      await this.people.discardPendingPasswords(tx, email);
      const names = [displayName, canonicalLanguage(request.language), accountName, shopName];
      await tx.query(insertSignUp, [signUpId, accountId, email, emailKey(email), passwordHash, ...names]);
      const made = await this.links.replace(tx, 'sign_up', { signUpId });
      await this.mails.enqueueForLink(tx, 'sign_up', made.link_id);
      return made;
    });
    return {
      id: accountId,
      name: accountName,
      status: 'unverified',
      expiresAt: link.expires_at.toISOString(),
    };
  }
}
