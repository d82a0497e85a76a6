import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { TakeMember } from './take-member.js';

/** Who reads: members with their rights and languages. */
@Module({ imports: [SettingsModule], providers: [TakeMember], exports: [TakeMember] })
export class ReadersModule {}
