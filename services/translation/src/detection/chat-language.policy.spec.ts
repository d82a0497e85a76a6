import {
  afterDetection,
  customerLanguage,
  NOTHING_FOUND,
  type FoundLanguage,
} from './chat-language.policy.js';

const after = (...detections: Array<string | null>): FoundLanguage =>
  detections.reduce(afterDetection, NOTHING_FOUND);

describe("a chat's language", () => {
  it('is the first one that a message showed with confidence', () => {
    expect(after(null, 'es', null).found).toBe('es');
  });

  it('stays after one message in another language and changes after two running', () => {
    expect(after('es', 'en').found).toBe('es');
    expect(after('es', 'en', 'en').found).toBe('en');
  });

  it('does not change when the two are interrupted by the known language or differ from each other', () => {
    expect(after('es', 'en', 'es', 'en').found).toBe('es');
    expect(after('es', 'en', 'fr').found).toBe('es');
    expect(after('es', 'en', 'fr', 'fr').found).toBe('fr');
  });

  it('is not touched by messages that decide nothing, also between the two', () => {
    expect(after('es', 'en', null, null, 'en').found).toBe('en');
    expect(after('es', null, null).found).toBe('es');
  });

  it('takes regions of one language as the same', () => {
    expect(after('pt', 'pt-BR', 'es').candidate).toBe('es');
    expect(after('pt', 'pt-BR').candidate).toBeNull();
  });

  it("falls back to the storefront's, then to the shop's, then to none", () => {
    expect(customerLanguage('es', 'en', 'fr')).toBe('es');
    expect(customerLanguage(null, 'en', 'fr')).toBe('en');
    expect(customerLanguage(null, null, 'fr')).toBe('fr');
    expect(customerLanguage(null, null, null)).toBeNull();
  });
});
