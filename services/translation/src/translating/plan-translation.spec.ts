import { DEFAULT_CHOICE, effectiveChoice, type TranslationChoice } from '../settings/translation-setting.js';
import { planForCustomer, planForReader, planOnDemand, type PlannedMessage } from './plan-translation.js';

const custom: TranslationChoice = { enabled: true, mode: 'custom', incomingTo: 'fr', outgoingTo: 'de' };
const off: TranslationChoice = { ...DEFAULT_CHOICE, enabled: false };
const languages = { own: 'en', customer: 'es' };
const incoming = (text: string | null, language: string | null): PlannedMessage => ({
  direction: 'in',
  text,
  language,
});
const outgoing = (text: string | null, language: string | null): PlannedMessage => ({
  direction: 'out',
  text,
  language,
});

describe('what the agent reads', () => {
  it("is translated from the message's own language, else the customer's, into the agent's", () => {
    expect(planForReader(incoming('bonjour', 'fr'), DEFAULT_CHOICE, languages)).toEqual({
      kind: 'translate',
      from: 'fr',
      to: 'en',
    });
    expect(planForReader(incoming('hola', null), DEFAULT_CHOICE, languages)).toEqual({
      kind: 'translate',
      from: 'es',
      to: 'en',
    });
  });

  it('is translated by the fixed languages where custom', () => {
    expect(planForReader(incoming('hallo', null), custom, languages)).toEqual({
      kind: 'translate',
      from: 'de',
      to: 'fr',
    });
    expect(planForReader(incoming('hola', 'es'), custom, languages)).toEqual({
      kind: 'translate',
      from: 'es',
      to: 'fr',
    });
  });

  it('is another agent’s reply too, where its language is known', () => {
    expect(planForReader(outgoing('bonjour', 'fr'), DEFAULT_CHOICE, languages)).toEqual({
      kind: 'translate',
      from: 'fr',
      to: 'en',
    });
    expect(planForReader(outgoing('bonjour', null), DEFAULT_CHOICE, languages)).toMatchObject({
      kind: 'not_needed',
    });
  });

  it('is not needed where it is switched off or the agent’s language is not known', () => {
    expect(planForReader(incoming('hola', 'es'), off, languages)).toEqual({ kind: 'off' });
    expect(planForReader(incoming('hola', 'es'), DEFAULT_CHOICE, { own: null, customer: 'es' })).toEqual({
      kind: 'off',
    });
  });
});

describe('what the customer receives', () => {
  it("is translated from the agent's language into the customer's", () => {
    expect(planForCustomer(outgoing('Hello', null), DEFAULT_CHOICE, languages)).toEqual({
      kind: 'translate',
      from: 'en',
      to: 'es',
    });
  });

  it('is translated by the fixed languages where custom', () => {
    expect(planForCustomer(outgoing('Bonjour', null), custom, languages)).toEqual({
      kind: 'translate',
      from: 'fr',
      to: 'de',
    });
  });
});

describe('nothing is to be translated', () => {
  it.each<[string, PlannedMessage, TranslationChoice, { own: string | null; customer: string | null }]>([
    ['in the same language', outgoing('Hola, buenos días', 'es'), DEFAULT_CHOICE, languages],
    ['in another region of it', outgoing('Hello', null), DEFAULT_CHOICE, { own: 'en-US', customer: 'en-GB' }],
    ['where no language is known', outgoing('Hello', null), DEFAULT_CHOICE, { own: 'en', customer: null }],
    ['in a card', outgoing(null, null), DEFAULT_CHOICE, languages],
    ['in emoji, numbers and links', outgoing('👍 ABC-123 https://x.io', null), DEFAULT_CHOICE, languages],
    ['for a sender who switched it off', outgoing('Hello', null), off, languages],
  ])('%s', (_case, message, choice, known) => {
    expect(planForCustomer(message, choice, known).kind).toBe('not_needed');
  });
});

it('on demand goes from what is known into what is asked for', () => {
  expect(planOnDemand(incoming('hola', null), 'fr', 'es')).toEqual({
    kind: 'translate',
    from: 'es',
    to: 'fr',
  });
  expect(planOnDemand(outgoing('hola', null), 'fr', 'es').kind).toBe('not_needed');
});

it("the chat's setting counts before the shop's, the shop's before the default", () => {
  expect(effectiveChoice(custom, off)).toEqual({ choice: custom, source: 'chat' });
  expect(effectiveChoice(null, off)).toEqual({ choice: off, source: 'user' });
  expect(effectiveChoice(null, null)).toEqual({ choice: DEFAULT_CHOICE, source: 'default' });
});
