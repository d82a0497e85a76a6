import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { EditProfile } from './edit-profile.js';
import { MeController } from './me.controller.js';

/** The caller themselves. */
@Module({
  imports: [AuditModule, PeopleModule, SessionsModule],
  controllers: [MeController],
  providers: [EditProfile],
})
export class MeModule {}
