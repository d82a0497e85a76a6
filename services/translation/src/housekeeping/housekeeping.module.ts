import { Module, type DynamicModule } from '@nestjs/common';
import { Housekeeping } from './housekeeping.js';

/** What is removed with time. `translating` offers the cache. */
@Module({})
export class HousekeepingModule {
  static forRoot(translating: DynamicModule): DynamicModule {
    return {
      module: HousekeepingModule,
      imports: [translating],
      providers: [Housekeeping],
    };
  }
}
