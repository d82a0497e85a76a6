import { TestSuite } from '@switchboard/testing';
import { StepLog } from '../src/story/step-log.js';
import { tellStory } from '../src/story/tell-story.js';

describe('one chat through all four services', () => {
  let suite: TestSuite;

  beforeAll(async () => {
    suite = await TestSuite.start();
  }, 180_000);

  afterAll(async () => {
    await suite?.close();
  });

  it('is told to its end, twice over the same data', async () => {
    for (let telling = 0; telling < 2; telling++) {
      const log = new StepLog(() => undefined);
      await tellStory(suite.address, log);
      expect(log.done.map((step) => step.chapter)).toEqual(
        expect.arrayContaining(['sign-up', 'team', 'moving']),
      );
    }
  }, 180_000);

  it('leaves nothing that contradicts anything: the doctor ends with 0', async () => {
    const answer = await suite.services.routing.operator(['doctor']);
    expect(answer).toMatch(/\n25 checks: 25 ok, 0 failed, 0 could not be made\n$/);
  });
});
