import { Module, type DynamicModule } from '@nestjs/common';
import { Housekeeping, MESSAGE_DAYS } from './housekeeping.js';
import { NightlyRepublishing } from './nightly-republishing.js';
import { RepublishStates } from './republish-states.js';

/** What is done without anybody asking: removing what is old, publishing states again. `translating` offers the cache. */
@Module({})
export class HousekeepingModule {
  static forRoot(messageDays: number, translating: DynamicModule): DynamicModule {
    return {
      module: HousekeepingModule,
      imports: [translating],
      providers: [
        { provide: MESSAGE_DAYS, useValue: messageDays },
        Housekeeping,
        NightlyRepublishing,
        RepublishStates,
      ],
    };
  }
}
