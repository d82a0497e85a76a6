import { readFile } from 'node:fs/promises';
import type { QueryRunner } from 'typeorm';

const assignmentFolder = new URL('../assignment/sql/', import.meta.url);

/**
 * Runs the named files of assignment/sql (or another slice's folder) in order. A file that has been released never
 * changes: its successor carries the next version, and the old function is dropped one release later.
 */
export async function installFunctions(
  queryRunner: QueryRunner,
  files: readonly string[],
  folder: URL = assignmentFolder,
): Promise<void> {
  for (const file of files) await queryRunner.query(await readFile(new URL(`${file}.sql`, folder), 'utf8'));
}
