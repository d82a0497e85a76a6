import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Metrics, RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import { LanguagesController } from './languages.controller.js';
import { OutgoingHosts } from './outgoing-hosts.js';
import { OutgoingHttp } from './outgoing-http.js';
import { ProviderChain } from './provider-chain.js';
import {
  checkProviders,
  configuredHosts,
  makeProviders,
  type ProviderSettings,
} from './provider-settings.js';
import type { TranslationProvider } from './translation-provider.js';

/** Five failures running, then five seconds of rest. */
const GUARD = { failures: 5, restMs: 5_000 };

/** The translation providers. `doubles` replaces the configured ones in tests. */
@Module({})
export class ProvidersModule {
  static forRoot(settings: ProviderSettings, doubles?: readonly TranslationProvider[]): DynamicModule {
    checkProviders(settings);
    if (settings.order.includes('pseudo')) {
      new Logger(ProvidersModule.name).warn(
        'pseudo is configured: texts are marked, not translated (demo and tests only)',
      );
    }
    return {
      module: ProvidersModule,
      controllers: [LanguagesController],
      providers: [
        {
          provide: ProviderChain,
          inject: [Metrics, RepeatingJobs, ShutdownSequence],
          useFactory: (metrics: Metrics, jobs: RepeatingJobs, shutdown: ShutdownSequence) => {
            const http = new OutgoingHttp(new OutgoingHosts(configuredHosts(settings)));
            shutdown.on('connections', 'translation providers', () => http.close());
            const providers = doubles ?? makeProviders(settings, http);
            return new ProviderChain(providers, { ...GUARD, requestMs: settings.requestMs }, jobs, metrics);
          },
        },
      ],
      exports: [ProviderChain],
    };
  }
}
