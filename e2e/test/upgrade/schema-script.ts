import { ServiceProcess, type ServiceName } from '@switchboard/testing';
import type { QueryRunner } from 'typeorm';

/** What `migrate` runs in an empty database. */
export interface SchemaScript {
  migrations: Array<{ name: string; hash: string; statements: Array<[sql: string, parameters: unknown[]]> }>;
  functions: Array<{ name: string; text: string }>;
}

/** The script of a service as it is now. */
export async function presentScript(service: ServiceName): Promise<SchemaScript> {
  return JSON.parse(
    await new ServiceProcess(service, 0, {}).operator(['migrate', '--script']),
  ) as SchemaScript;
}

/** A migration that runs these statements, under the name by which a database remembers it. */
export const toMigration = ({ name, statements }: SchemaScript['migrations'][number]) =>
  class {
    readonly name = name;

    async up(queryRunner: QueryRunner): Promise<void> {
      for (const [sql, parameters] of statements) await queryRunner.query(sql, parameters);
    }

    async down(): Promise<void> {}
  };
