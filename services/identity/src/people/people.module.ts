import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.js';
import { People } from './people.js';

/** People: unique by e-mail, behind one membership in each of their accounts; and the hashing of their passwords. */
@Module({ providers: [PasswordHasher, People], exports: [PasswordHasher, People] })
export class PeopleModule {}
