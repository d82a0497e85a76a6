import { TestSuite } from '@switchboard/testing';
import { accessWalk } from './bad-input/access-walk.js';
import { kafkaBadInput } from './bad-input/kafka.js';
import { tenantWalk } from './bad-input/tenant-walk.js';

/** One running suite for all of it, so that the logs that are searched at the end have seen everything. */
describe('bad input, bad callers', () => {
  let suite: TestSuite;

  beforeAll(async () => {
    suite = await TestSuite.start({ logLevel: 'debug' });
  }, 180_000);

  afterAll(async () => {
    await suite?.close();
  }, 60_000);

  accessWalk(() => suite);
  tenantWalk(() => suite);
  kafkaBadInput(() => suite);
});
