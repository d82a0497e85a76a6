import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { RecordMember } from './record-member.js';

/** Who reads: members with their rights and languages. */
@Module({ imports: [SettingsModule], providers: [RecordMember], exports: [RecordMember] })
export class ReadersModule {}
