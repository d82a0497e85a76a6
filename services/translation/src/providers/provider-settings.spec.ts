import { EnvironmentError } from '@switchboard/chassis';
import { checkProviders, configuredHosts, type ProviderSettings } from './provider-settings.js';

const settings = (changes: Partial<ProviderSettings>): ProviderSettings => ({
  order: ['apertium'],
  apertiumUrl: 'http://apertium:2737',
  libreTranslateUrl: '',
  libreTranslateKey: '',
  requestMs: 700,
  ...changes,
});

describe('which providers translate', () => {
  it.each([
    [{ order: ['apertium', 'pseudo'] }, []],
    [{ order: ['deepthought'] }, ['TRANSLATION_PROVIDERS']],
    [{ order: ['apertium', 'apertium'] }, ['TRANSLATION_PROVIDERS']],
    [{ order: ['libretranslate', 'apertium'], apertiumUrl: '' }, ['LIBRETRANSLATE_URL', 'APERTIUM_URL']],
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
      settings({ order: ['apertium', 'pseudo'], libreTranslateUrl: 'http://libre:5000' }),
    );
    expect(hosts).toEqual([{ host: 'apertium', privateAllowed: true }]);
  });
});
