import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { ThrottlerModule } from './rate-limit/throttler.js';
import { RedisConnection } from '@switchboard/redis';
import { AccessAuthority, AccessDirectory } from './access/access-directory.js';
import { AccessGuard } from './access/access.guard.js';
import { AccessMirror } from './access/access-mirror.js';
import { KeyGate } from './access/key-gate.js';
import { MemberGate } from './access/member-gate.js';
import { ShopScope } from './access/shop-scope.js';
import { Tickets } from './access/tickets.js';
import { SigningKeys } from './access/signing-keys.js';
import { httpSettings, type HttpSettings } from './http.settings.js';
import { InputPipe } from './input/validation.js';
import { IdempotencySweeper } from './idempotency/idempotency-sweeper.js';
import { IdempotencyRecords } from './idempotency/idempotency-records.js';
import { IdentityClient } from './internal/identity-client.js';
import { InternalHttp } from './internal/internal-http.js';
import { RoutingNotice } from './internal/routing-notice.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { HitCounter } from './rate-limit/hit-counter.js';
import { throttlerOptions } from './rate-limit/rate-limit.js';
import { RateLimitGuard } from './rate-limit/rate-limit.guard.js';
import { AccessProjection } from './projection/access-projection.js';
import { ProjectedDirectory } from './projection/projected-directory.js';
import { RecentRecords } from './projection/recent-records.js';

/** Identity's own sources; the other services leave them out. */
export interface AccessSources {
  /** Modules that export what the two classes need. */
  imports?: DynamicModule['imports'];
  directory: Type<AccessDirectory>;
  authority: Type<AccessAuthority>;
}

/** Everything between HTTP and a controller. Global; needs PersistenceModule and RedisModule. */
@Module({})
export class HttpModule {
  static forRoot(settings: HttpSettings, sources?: AccessSources): DynamicModule {
    const access: Provider[] = sources
      ? [
          { provide: AccessDirectory, useClass: sources.directory },
          { provide: AccessAuthority, useClass: sources.authority },
        ]
      : [
          { provide: AccessDirectory, useClass: ProjectedDirectory },
          IdentityClient,
          { provide: AccessAuthority, useExisting: IdentityClient },
        ];
    return {
      module: HttpModule,
      global: true,
      imports: [
        DiscoveryModule,
        ThrottlerModule.forRootAsync({
          inject: [RedisConnection],
          useFactory: (redis: RedisConnection) => throttlerOptions(settings, new HitCounter(redis)),
        }),
        ...(sources?.imports ?? []),
      ],
      providers: [
        { provide: httpSettings, useValue: settings },
        { provide: SigningKeys, useFactory: () => new SigningKeys(settings) },
        ...access,
        AccessMirror,
        AccessProjection,
        RecentRecords,
        InternalHttp,
        RoutingNotice,
        KeyGate,
        MemberGate,
        ShopScope,
        Tickets,
        IdempotencyRecords,
        IdempotencySweeper,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: InputPipe },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
      ],
      exports: [
        httpSettings,
        AccessAuthority,
        AccessDirectory,
        AccessMirror,
        AccessProjection,
        InternalHttp,
        RoutingNotice,
        IdempotencyRecords,
        MemberGate,
        ShopScope,
        Tickets,
      ],
    };
  }
}
