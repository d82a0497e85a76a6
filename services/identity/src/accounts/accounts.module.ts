import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ShopsModule } from '../shops/shops.module.js';
import { AccountsController } from './accounts.controller.js';
import { FoundAccount } from './found-account.js';
import { SignUp } from './sign-up.js';
import { VerifyEmail } from './verify-email.js';

/** Sellers: signing up, and the proof of the address. */
@Module({
  imports: [AuditModule, MailModule, PeopleModule, ShopsModule],
  controllers: [AccountsController],
  providers: [FoundAccount, SignUp, VerifyEmail],
})
export class AccountsModule {}
