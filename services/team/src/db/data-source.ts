import type { DataSourceSettings } from '@switchboard/persistence';
import { SERVICE } from '../service-name.js';
import { Foundations1763800000001 } from './migrations/1763800000001-foundations.js';
import { Team1763800000002 } from './migrations/1763800000002-team.js';

/** In order. */
export const migrations = [Foundations1763800000001, Team1763800000002];

/** The service's database. */
export const dataSourceSettings = (url: string): DataSourceSettings => ({
  url,
  schema: SERVICE,
  applicationName: SERVICE,
  migrations,
});
