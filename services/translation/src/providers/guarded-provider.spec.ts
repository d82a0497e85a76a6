import { GuardedProvider, type ProviderOutcome } from './guarded-provider.js';
import { AnswerError } from './outgoing-http.js';
import { ScriptedProvider } from './scripted.provider.js';

const request = { text: 'Hello', from: 'en', to: 'es', signal: new AbortController().signal };

describe('a guarded provider', () => {
  const outcomes: ProviderOutcome[] = [];
  const guard = (provider: ScriptedProvider, restMs = 60_000) =>
    new GuardedProvider(provider, { requestMs: 20, failures: 3, restMs }, (_name, outcome) =>
      outcomes.push(outcome),
    );

  beforeEach(() => outcomes.splice(0));

  it('answers in time or not at all, also when the provider ignores its signal', async () => {
    const provider = new ScriptedProvider('slow');
    provider.mode = 'hang';
    await expect(guard(provider).translate(request)).rejects.toThrow('no answer in time');
    const aborted = { ...request, signal: AbortSignal.abort() };
    await expect(guard(provider).translate(aborted)).rejects.toThrow();
  });

  it('is left alone after failures running, and tried again after its rest', async () => {
    const provider = new ScriptedProvider('broken');
    const guarded = guard(provider, 0);
    provider.mode = 'fail';
    for (let time = 0; time < 3; time += 1) await expect(guarded.translate(request)).rejects.toThrow();
    provider.mode = 'work';
    await expect(guarded.translate(request)).resolves.toContain('Hello');

    const resting = guard(provider);
    provider.mode = 'fail';
    for (let time = 0; time < 4; time += 1) await expect(resting.translate(request)).rejects.toThrow();
    expect(resting.resting).toBe(true);
    expect(provider.asked).toHaveLength(3 + 1 + 3);
    expect(outcomes.slice(-2)).toEqual(['failed', 'resting']);
  });

  it('is not closed for everybody by texts that it refuses', async () => {
    const provider = new ScriptedProvider('picky', 'all', () => {
      throw new AnswerError(400);
    });
    const guarded = guard(provider);
    for (let time = 0; time < 10; time += 1)
      await expect(guarded.translate(request)).rejects.toThrow(AnswerError);
    expect(guarded.resting).toBe(false);
  });
});
