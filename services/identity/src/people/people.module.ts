import { Module } from '@nestjs/common';
import { People } from './people.js';

/** People: unique by e-mail, behind one membership in each of their accounts. */
@Module({ providers: [People], exports: [People] })
export class PeopleModule {}
