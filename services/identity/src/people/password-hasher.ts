import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { problem } from '@switchboard/http';
import { randomBytes } from 'node:crypto';
import { HashingGate, HashingOverload } from './hashing-gate.js';

/** argon2id (the library's default algorithm), m = 19,456 KiB, t = 2, p = 1. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and verifies passwords, a bounded number at once. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new HashingGate();
  /** Of a random password: an unknown address costs the same one verification as a known one. */
  private readonly dummy = hash(randomBytes(32), cost);

  async hash(password: string): Promise<string> {
    return this.bounded(() => hash(normal(password), cost));
  }

  /** One verification, whether or not there is a hash to verify against; without one the answer is no. */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await this.dummy);
    const matches = await this.bounded(() => verify(against, normal(password)));
    return matches && stored !== null;
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.gate.run(work);
    } catch (error) {
      if (error instanceof HashingOverload) throw problem('rate_limited', { retryAfterSeconds: 5 });
      throw error;
    }
  }
}

/** The same password from any keyboard: accents may arrive composed or apart. */
const normal = (password: string): string => password.normalize('NFKC');
