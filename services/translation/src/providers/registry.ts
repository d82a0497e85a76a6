import { str } from '@switchboard/chassis';
import { ApertiumProvider } from './apertium.provider.js';
import { LibreTranslateProvider } from './libretranslate.provider.js';
import type { OutgoingHttp } from './outgoing-http.js';
import { PseudoProvider } from './pseudo.provider.js';
import type { TranslationProvider } from './translation-provider.js';

/** Reads one of the provider's own variables; empty where it is not set. */
type Read = (variable: string) => string;

/** A provider that an operator can name in TRANSLATION_PROVIDERS. */
export interface ProviderDefinition {
  readonly name: string;
  /** The variable that says where it is; required where the provider is named. */
  readonly address?: string;
  /** Its environment variables, each with a description; also readable as NAME_FILE. */
  readonly variables: Readonly<Record<string, string>>;
  readonly make: (http: OutgoingHttp, read: Read) => TranslationProvider;
}

/** Every provider there is, one line each: docs/how-to/provider.md. */
// prettier-ignore
export const providerRegistry: readonly ProviderDefinition[] = [
  { name: 'apertium', address: 'APERTIUM_URL', variables: { APERTIUM_URL: 'apertium-apy' }, make: (http, read) => new ApertiumProvider(http, read('APERTIUM_URL')) },
  { name: 'libretranslate', address: 'LIBRETRANSLATE_URL', variables: { LIBRETRANSLATE_URL: 'LibreTranslate', LIBRETRANSLATE_API_KEY: 'where LibreTranslate asks for one' }, make: (http, read) => new LibreTranslateProvider(http, read('LIBRETRANSLATE_URL'), read('LIBRETRANSLATE_API_KEY')) },
  { name: 'pseudo', variables: {}, make: () => new PseudoProvider() },
];

/** For the description of TRANSLATION_PROVIDERS. */
export const providerNames = providerRegistry.map(({ name }) => name);

/** The variables of all providers, for the service's environment. */
export const providerEnvironment = Object.fromEntries(
  providerRegistry.flatMap(({ variables }) =>
    Object.entries(variables).map(([variable, desc]) => [variable, str({ default: '', desc })]),
  ),
);
