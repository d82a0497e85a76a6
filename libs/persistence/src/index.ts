export {
  CursorError,
  decodeCursor,
  encodeCursor,
  toPage,
  type CursorValue,
  type Page,
  readCursor,
} from './cursor-page.js';
export { createDataSource, type DataSourceSettings } from './data-source.js';
export { databaseTime } from './database-time.js';
export { databaseEnvironment } from './database.environment.js';
export { Database } from './database.js';
export { openDirectConnection, type DirectConnectionSettings } from './direct-connection.js';
export { installFoundations } from './foundations.js';
export { migrate, type MigrateSettings } from './migrations/migrate.js';
export { hashMigrations, SchemaMismatchError, type MigrationHashes } from './migrations/migration-record.js';
export { MigrateCommand } from './migrations/migrate.command.js';
export { PersistenceModule } from './persistence.module.js';
export { isConnectionFailure, isRetriable, isServerAway, isUniqueViolation } from './postgres-errors.js';
export { readSqlFunctions, type SqlFunctionFile } from './migrations/sql-functions.js';
export { statement, type Queryable, type Statement } from './statement.js';
export { TransactionRunner, type Transaction } from './transaction-runner.js';
