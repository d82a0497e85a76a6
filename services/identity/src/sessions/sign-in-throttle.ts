import { Injectable } from '@nestjs/common';
import { HitCounter, problem } from '@switchboard/http';
import { createHash } from 'node:crypto';

const windowMs = 15 * 60_000;

/** Wrong passwords in fifteen minutes: for one person from one address, and for one person in all. */
const limits = { pair: 10, person: 50 };

/** An attempt that was let through. */
export interface AdmittedAttempt {
  /** The right password was given: what was counted is forgotten. */
  succeeded(): Promise<void>;
}

/**
 * Throttles guessing at one person's password; the route's own limit throttles an address, for any person.
 * Attempts are counted before the password is looked at, so that many at once cannot slip through, and for
 * unknown addresses as for known ones. The pair's limit is the lower one: a stranger shuts out himself first.
 */
@Injectable()
export class SignInThrottle {
  constructor(private readonly counter: HitCounter) {}

  /** `person` is the compared form of the e-mail address, or an id. Throws rate_limited. */
  async admit(person: string, address: string): Promise<AdmittedAttempt> {
    const counters = {
      pair: `sign-in:pair:${digest(`${person} ${address}`)}`,
      person: `sign-in:person:${digest(person)}`,
    };
    const [pair, all] = await Promise.all([
      this.counter.increment(counters.pair, windowMs, limits.pair),
      this.counter.increment(counters.person, windowMs, limits.person),
    ]);
    const blocking = [pair, all].filter(({ isBlocked }) => isBlocked);
    if (blocking.length > 0) {
      throw problem('rate_limited', {
        retryAfterSeconds: Math.max(...blocking.map((hit) => hit.timeToExpire)),
      });
    }
    return {
      succeeded: async () => {
        await Promise.all([this.counter.forget(counters.pair), this.counter.forget(counters.person)]);
      },
    };
  }
}

/** No e-mail address stands in Redis as it is. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
