import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { PromptLogger, ReadinessRegistry, ServiceInfo, ShutdownSequence } from '@switchboard/chassis';
import { createRedisClient } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';

/** Where Redis is. */
export interface RedisSettings {
  /** `redis://host:port/db` or `redis-cluster://host:port,host:port`. */
  url: string;
  /** How long a command may take before its caller does without, in milliseconds. */
  commandTimeoutMs?: number;
  /** A service that works without Redis stays ready when it is gone (default false). */
  optional?: boolean;
}

const redisSettings = Symbol('redis settings');

/** The service's Redis connection; global. */
@Module({})
export class RedisModule implements OnModuleInit {
  constructor(
    private readonly connection: RedisConnection,
    private readonly readiness: ReadinessRegistry,
    private readonly shutdown: ShutdownSequence,
    @Inject(redisSettings) private readonly settings: Pick<RedisSettings, 'optional'>,
  ) {}

  static forRoot(settings: RedisSettings): DynamicModule {
    const { url, commandTimeoutMs } = settings;
    return {
      module: RedisModule,
      global: true,
      providers: [
        { provide: redisSettings, useValue: settings },
        {
          provide: RedisConnection,
          inject: [ServiceInfo, PromptLogger],
          useFactory: async (info: ServiceInfo, log: PromptLogger) => {
            const connection = new RedisConnection(
              createRedisClient(url, { name: info.name, commandTimeoutMs }),
            );
            await connection.openWhenThere(log);
            return connection;
          },
        },
      ],
      exports: [RedisConnection],
    };
  }

  onModuleInit(): void {
    if (!this.settings.optional) {
      this.readiness.add({
        name: 'redis',
        check: async () => {
          await this.connection.client.ping();
          return undefined;
        },
      });
    }
    this.shutdown.on('connections', 'redis', () => this.connection.close());
  }
}
