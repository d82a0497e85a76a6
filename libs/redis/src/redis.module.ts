import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { PromptLogger, ServiceInfo, ShutdownSequence, type EnvironmentValues } from '@switchboard/chassis';
import { createRedisClient } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';
import type { redisEnvironment } from './redis.environment.js';

/** The service's Redis connection; global. Services go on while Redis is away, so readiness does not ask for it. */
@Module({})
export class RedisModule implements OnModuleInit {
  constructor(
    private readonly connection: RedisConnection,
    private readonly shutdown: ShutdownSequence,
  ) {}

  static forRoot(environment: EnvironmentValues<typeof redisEnvironment>): DynamicModule {
    const { REDIS_URL: url, REDIS_COMMAND_TIMEOUT_MS: commandTimeoutMs } = environment;
    return {
      module: RedisModule,
      global: true,
      providers: [
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
    this.shutdown.on('connections', 'redis', () => this.connection.close());
  }
}
