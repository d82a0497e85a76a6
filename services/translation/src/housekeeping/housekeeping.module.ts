import { Module, type DynamicModule } from '@nestjs/common';
import { Housekeeping, MESSAGE_DAYS } from './housekeeping.js';

/** What is removed with time. `translating` offers the cache. */
@Module({})
export class HousekeepingModule {
  static forRoot(messageDays: number, translating: DynamicModule): DynamicModule {
    return {
      module: HousekeepingModule,
      imports: [translating],
      providers: [{ provide: MESSAGE_DAYS, useValue: messageDays }, Housekeeping],
    };
  }
}
