import { Module, type DynamicModule } from '@nestjs/common';

/** What slices need to know of the environment. */
export interface TeamSettings {
  /** Where identity answers internal calls. */
  identityUrl: string;
}

/** Injection token of the settings. */
export const teamSettings = Symbol('team settings');

/** Gives every slice the settings; global. */
@Module({})
export class TeamSettingsModule {
  static forRoot(settings: TeamSettings): DynamicModule {
    const provider = { provide: teamSettings, useValue: settings };
    return { module: TeamSettingsModule, global: true, providers: [provider], exports: [provider] };
  }
}
