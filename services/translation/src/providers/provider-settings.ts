import { EnvironmentError } from '@switchboard/chassis';
import type { ConfiguredHost } from './outgoing-hosts.js';
import type { OutgoingHttp } from './outgoing-http.js';
import { providerNames, providerRegistry, type ProviderDefinition } from './registry.js';
import type { TranslationProvider } from './translation-provider.js';

/** Which providers translate, in order, and their variables. */
export interface ProviderSettings {
  /** Names, first one asked first. */
  order: readonly string[];
  /** The validated environment; each provider reads its own variables. */
  environment: Readonly<Record<string, unknown>>;
  /** One request to one provider, at most. */
  requestMs: number;
}

const definitionOf = (name: string) => providerRegistry.find((provider) => provider.name === name);

/** Throws for a variable that the provider's line in the registry does not name. */
const readerOf =
  (settings: ProviderSettings, { name, variables }: ProviderDefinition) =>
  (variable: string): string => {
    if (!(variable in variables))
      throw new Error(`${name} reads ${variable}, which registry.ts does not list for it`);
    return String(settings.environment[variable] ?? '');
  };

const addressOf = (settings: ProviderSettings, definition: ProviderDefinition): string | undefined =>
  definition.address && readerOf(settings, definition)(definition.address);

/** Throws EnvironmentError for unknown names, repetitions and missing addresses, all at once. */
export function checkProviders(settings: ProviderSettings): void {
  const problems = settings.order.flatMap((name, position) => {
    const definition = definitionOf(name);
    if (!definition)
      return [{ variable: 'TRANSLATION_PROVIDERS', message: `knows ${providerNames.join(', ')} only` }];
    if (settings.order.indexOf(name) !== position) {
      return [{ variable: 'TRANSLATION_PROVIDERS', message: `names ${name} twice` }];
    }
    return definition.address && !addressOf(settings, definition)
      ? [{ variable: definition.address, message: `is missing: TRANSLATION_PROVIDERS names ${name}` }]
      : [];
  });
  if (problems.length > 0) throw new EnvironmentError(problems);
}

/** Makes the providers in their order. Throws where one does not bear the name of its line in the registry. */
export function makeProviders(settings: ProviderSettings, http: OutgoingHttp): TranslationProvider[] {
  return settings.order.map((name) => {
    const definition = definitionOf(name)!;
    const provider = definition.make(http, readerOf(settings, definition));
    if (provider.name !== name) throw new Error(`registry.ts calls ${provider.name} by the name ${name}`);
    return provider;
  });
}

/** The hosts of providers that an operator runs in their own network: they may have private addresses. */
export function configuredHosts(settings: ProviderSettings): ConfiguredHost[] {
  return settings.order.flatMap((name) => {
    const definition = definitionOf(name);
    const address = definition && addressOf(settings, definition);
    return address ? [{ host: new URL(address).hostname, privateAllowed: true }] : [];
  });
}
