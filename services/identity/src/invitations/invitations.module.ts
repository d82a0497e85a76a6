import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { ActivateInvitation } from './activate-invitation.js';
import { ActivationController } from './activation.controller.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationsController } from './invitations.controller.js';
import { InviteUser } from './invite-user.js';
import { LookupInvitation } from './lookup-invitation.query.js';
import { ResendInvitation } from './resend-invitation.js';
import { RevokeInvitation } from './revoke-invitation.js';

/** Invitations: from "Add User" to the first sign-in. */
@Module({
  imports: [AuditModule, MailModule, PeopleModule, SessionsModule, UsersModule],
  controllers: [ActivationController, InvitationsController],
  providers: [
    ActivateInvitation,
    InvitationMails,
    InviteUser,
    LookupInvitation,
    ResendInvitation,
    RevokeInvitation,
  ],
})
export class InvitationsModule {}
