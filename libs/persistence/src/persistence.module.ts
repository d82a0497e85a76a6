import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ReadinessRegistry, ShutdownSequence } from '@switchboard/chassis';
import { DataSource } from 'typeorm';
import { createDataSource, type DataSourceSettings } from './data-source.js';
import { Database } from './database.js';
import { TransactionRunner } from './transaction-runner.js';

/** The service's database: DataSource, plain queries, transactions, readiness and an orderly end. */
@Module({})
export class PersistenceModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly readiness: ReadinessRegistry,
    private readonly shutdown: ShutdownSequence,
  ) {}

  /** Global: every slice asks for `Database` or `TransactionRunner` without importing anything. */
  static forRoot(settings: DataSourceSettings): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [
        { provide: DataSource, useFactory: () => createDataSource(settings).initialize() },
        Database,
        TransactionRunner,
      ],
      exports: [DataSource, Database, TransactionRunner],
    };
  }

  onModuleInit(): void {
    this.readiness.add({
      name: 'postgres',
      check: async () => {
        await this.database.query('select 1');
        return undefined;
      },
    });
    this.shutdown.on('connections', 'postgres', () => this.dataSource.destroy());
  }
}
