import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ActivateUser } from './activate-user.js';
import { DeactivateUser } from './deactivate-user.js';
import { DeleteUser } from './delete-user.js';
import { EditUser } from './edit-user.js';
import { ListUsers } from './list-users.query.js';
import { MemberChanges } from './member-changes.js';
import { UsersController } from './users.controller.js';

/** Members of an account: lists, rights, status. */
@Module({
  imports: [AccessModule, AuditModule, MailModule, SessionsModule],
  controllers: [UsersController],
  providers: [ActivateUser, DeactivateUser, DeleteUser, EditUser, ListUsers, MemberChanges],
  exports: [MemberChanges],
})
export class UsersModule {}
