import { Module } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.js';

/** Hashing of passwords: one bounded place for the whole process. */
@Module({ providers: [PasswordHasher], exports: [PasswordHasher] })
export class HashingModule {}
