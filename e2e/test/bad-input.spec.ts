import { TestSuite } from '@switchboard/testing';
import { accessWalk } from './bad-input/access-walk.js';
import { generatedRequests } from './bad-input/generated-requests.js';
import { kafkaBadInput } from './bad-input/kafka.js';
import { logCanary } from './bad-input/log-canary.js';
import { SecretWatch } from './bad-input/secret-watch.js';
import { tenantWalk } from './bad-input/tenant-walk.js';

/** One running suite for all of it, so that the logs that are searched at the end have seen everything. */
describe('bad input, bad callers', () => {
  let suite: TestSuite;
  let watch: SecretWatch;

  beforeAll(async () => {
    watch = new SecretWatch();
    suite = await TestSuite.start({ logLevel: 'debug' });
  }, 180_000);

  afterAll(async () => {
    watch.stop();
    await suite?.close();
  });

  accessWalk(() => suite);
  tenantWalk(() => suite);
  kafkaBadInput(() => suite);
  generatedRequests(() => suite);
  logCanary(
    () => suite,
    () => watch,
  );
});
