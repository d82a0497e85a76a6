import { EnvironmentError } from '@switchboard/chassis';
import { ApertiumProvider } from './apertium.provider.js';
import { LibreTranslateProvider } from './libretranslate.provider.js';
import type { ConfiguredHost } from './outgoing-hosts.js';
import type { OutgoingHttp } from './outgoing-http.js';
import { PseudoProvider } from './pseudo.provider.js';
import type { TranslationProvider } from './translation-provider.js';

/** Who translates, in order, and where they are. */
export interface ProviderSettings {
  /** Names, first one asked first. */
  order: readonly string[];
  apertiumUrl: string;
  libreTranslateUrl: string;
  libreTranslateKey: string;
  /** One request to one provider, at most. */
  requestMs: number;
}

/** The providers that exist: how each is made, and the variable that says where it is. */
const KNOWN: Readonly<
  Record<
    string,
    {
      address?: { variable: string; of(settings: ProviderSettings): string };
      make(http: OutgoingHttp, settings: ProviderSettings): TranslationProvider;
    }
  >
> = {
  apertium: {
    address: { variable: 'APERTIUM_URL', of: (settings) => settings.apertiumUrl },
    make: (http, settings) => new ApertiumProvider(http, settings.apertiumUrl),
  },
  libretranslate: {
    address: { variable: 'LIBRETRANSLATE_URL', of: (settings) => settings.libreTranslateUrl },
    make: (http, settings) =>
      new LibreTranslateProvider(http, settings.libreTranslateUrl, settings.libreTranslateKey),
  },
  pseudo: { make: () => new PseudoProvider() },
};

/** Throws EnvironmentError for names nobody knows, repetitions and missing addresses, all at once. */
export function checkProviders(settings: ProviderSettings): void {
  const problems = settings.order.flatMap((name, position) => {
    const known = KNOWN[name];
    if (!known)
      return [{ variable: 'TRANSLATION_PROVIDERS', message: `knows ${Object.keys(KNOWN).join(', ')} only` }];
    if (settings.order.indexOf(name) !== position) {
      return [{ variable: 'TRANSLATION_PROVIDERS', message: `names ${name} twice` }];
    }
    return known.address && !known.address.of(settings)
      ? [{ variable: known.address.variable, message: `is missing: TRANSLATION_PROVIDERS names ${name}` }]
      : [];
  });
  if (problems.length > 0) throw new EnvironmentError(problems);
}

/** Makes the providers in their order. */
export function makeProviders(settings: ProviderSettings, http: OutgoingHttp): TranslationProvider[] {
  return settings.order.map((name) => KNOWN[name]!.make(http, settings));
}

/** The hosts of providers that an operator runs in their own network: they may have private addresses. */
export function configuredHosts(settings: ProviderSettings): ConfiguredHost[] {
  return settings.order.flatMap((name) => {
    const address = KNOWN[name]?.address?.of(settings);
    return address ? [{ host: new URL(address).hostname, privateAllowed: true }] : [];
  });
}
