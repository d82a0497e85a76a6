import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ChangePassword } from './change-password.js';
import { PasswordAudit } from './password-audit.js';
import { PasswordsController } from './passwords.controller.js';
import { ResetPassword } from './reset-password.js';

/** Passwords: forgotten, reset, changed. */
@Module({
  imports: [AccessModule, AuditModule, MailModule, PeopleModule, SessionsModule],
  controllers: [PasswordsController],
  providers: [ChangePassword, PasswordAudit, ResetPassword],
})
export class PasswordsModule {}
