import type { DataSourceSettings } from '@switchboard/persistence';
import { SERVICE } from '../service-name.js';
import { Translation1700000000001 } from './migrations/1700000000001-translation.js';

/** In order. */
export const migrations = [Translation1700000000001];

/** The service's database. */
export const dataSourceSettings = (url: string): DataSourceSettings => ({
  url,
  schema: SERVICE,
  applicationName: SERVICE,
  migrations,
});
