import { Module } from '@nestjs/common';
import { Links } from './links.js';

/** Links in mails: one mechanism for sign-ups, invitations and forgotten passwords. */
@Module({ providers: [Links], exports: [Links] })
export class LinksModule {}
