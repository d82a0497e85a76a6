import type { TestSuite } from '@switchboard/testing';
import { StepLog } from '../../src/story/step-log.js';
import { tellStory } from '../../src/story/tell-story.js';
import { serviceNames } from './open-api.js';
import type { SecretWatch } from './secret-watch.js';

/** What a secret looks like, of any service. */
const shapes: Record<string, RegExp> = {
  'a mail address': /[\w.+-]+@[\w-]+\.\w{2,}/g,
  'an access token': /eyJ[\w-]{10,}\.eyJ/g,
  'an API key': /swk_[\w-]{20,}/g,
  'a credential': /\b(Bearer|Service) [\w.-]{16,}/g,
  'a link': /token=[\w-]{8,}/g,
  'what storefronts put into Kafka': /a (bad|good) message/g,
};
/** Addresses of our own that stand in the configuration. */
const ours = /@(switchboard\.test|nestjs|fastify)/;

/** After everything else: the story too, and then not one secret of it in any log, at `debug`. */
export function logCanary(start: () => TestSuite, watch: () => SecretWatch): void {
  describe('the logs of all that, at debug', () => {
    beforeAll(async () => {
      await tellStory(start().address, new StepLog(() => undefined));
    }, 120_000);

    it.each(serviceNames)('%s tells no secret', (name) => {
      const log = start().services[name].log;
      // Logging is on.
      expect(log.length).toBeGreaterThan(1_000);
      const told = [...watch().secrets]
        .filter((secret) => log.includes(secret))
        .map((secret) => around(log, secret));
      expect(told.slice(0, 5)).toEqual([]);
      for (const [what, shape] of Object.entries(shapes)) {
        const found = [...log.matchAll(shape)].map(([match]) => match).filter((match) => !ours.test(match));
        expect({ what, found: found.slice(0, 5).map((match) => around(log, match)) }).toEqual({
          what,
          found: [],
        });
      }
    });

    it('has listened', () => {
      expect(watch().secrets.size).toBeGreaterThan(50);
    });
  });
}

const around = (log: string, secret: string): string => {
  const at = log.indexOf(secret);
  return log.slice(Math.max(0, at - 200), at + secret.length + 80);
};
