import { EnvironmentError } from '@switchboard/chassis';
import { OutgoingHosts } from './outgoing-hosts.js';
import { OutgoingHttp } from './outgoing-http.js';
import {
  checkProviders,
  configuredHosts,
  makeProviders,
  type ProviderSettings,
} from './provider-settings.js';
import { PseudoProvider } from './pseudo.provider.js';
import { providerRegistry, type ProviderDefinition } from './registry.js';

const settings = (changes: Partial<ProviderSettings>): ProviderSettings => ({
  order: ['apertium'],
  environment: { APERTIUM_URL: 'http://apertium:2737' },
  requestMs: 700,
  ...changes,
});

describe('which providers translate', () => {
  it.each([
    [{ order: ['apertium', 'pseudo'] }, []],
    [{ order: ['deepthought'] }, ['TRANSLATION_PROVIDERS']],
    [{ order: ['apertium', 'apertium'] }, ['TRANSLATION_PROVIDERS']],
    [{ order: ['libretranslate', 'apertium'], environment: {} }, ['LIBRETRANSLATE_URL', 'APERTIUM_URL']],
  ])('%j is wrong in %j', (changes, variables) => {
    const told = () => {
      try {
        checkProviders(settings(changes));
        return [];
      } catch (error) {
        return (error as EnvironmentError).problems.map(({ variable }) => variable);
      }
    };
    expect(told()).toEqual(variables);
  });

  it('lets requests out to the hosts of the named ones only', () => {
    const hosts = configuredHosts(
      settings({
        order: ['apertium', 'pseudo'],
        environment: { APERTIUM_URL: 'http://apertium:2737', LIBRETRANSLATE_URL: 'http://libre:5000' },
      }),
    );
    expect(hosts).toEqual([{ host: 'apertium', privateAllowed: true }]);
  });

  it('makes what is named, in order, and fails loudly on a variable that a line does not list', () => {
    const http = new OutgoingHttp(new OutgoingHosts([]));
    const named = settings({ order: ['pseudo', 'apertium'] });
    expect(makeProviders(named, http).map(({ name }) => name)).toEqual(['pseudo', 'apertium']);
    const registry = providerRegistry as ProviderDefinition[];
    const pseudo = registry.pop()!;
    try {
      registry.push({ ...pseudo, make: (_, read) => (read('FORGOTTEN_URL'), new PseudoProvider()) });
      expect(() => makeProviders(named, http)).toThrow('pseudo reads FORGOTTEN_URL');
      registry.splice(-1, 1, { ...pseudo, name: 'other' });
      expect(() => makeProviders(settings({ order: ['other'] }), http)).toThrow(
        'calls pseudo by the name other',
      );
    } finally {
      registry.splice(-1, 1, pseudo);
    }
  });
});
