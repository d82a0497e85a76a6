import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { HashingModule } from '../hashing/hashing.module.js';
import { PeopleModule } from '../people/people.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { ShopsModule } from '../shops/shops.module.js';
import { AccountsController } from './accounts.controller.js';
import { FoundAccount } from './found-account.js';
import { SignUp } from './sign-up.js';
import { VerifyEmail } from './verify-email.js';

/** Sellers: signing up, and the proof of the address. */
@Module({
  imports: [AuditModule, LinksModule, MailModule, HashingModule, PeopleModule, PublishingModule, ShopsModule],
  controllers: [AccountsController],
  providers: [FoundAccount, SignUp, VerifyEmail],
})
export class AccountsModule {}
