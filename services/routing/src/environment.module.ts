import { Module, type DynamicModule } from '@nestjs/common';
import { environmentToken, type RoutingEnvironment } from './environment.js';

/** The variables, for the few slices that have limits of their own. */
@Module({})
export class EnvironmentModule {
  static forRoot(environment: RoutingEnvironment): DynamicModule {
    return {
      module: EnvironmentModule,
      global: true,
      providers: [{ provide: environmentToken, useValue: environment }],
      exports: [environmentToken],
    };
  }
}
