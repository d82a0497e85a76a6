import type { DataSourceSettings } from '@switchboard/persistence';
import { SERVICE } from '../service-name.js';
import { Foundations1763800000001 } from './migrations/1763800000001-foundations.js';
import { Tenants1763800000002 } from './migrations/1763800000002-tenants.js';
import { LinksAndMail1763800000003 } from './migrations/1763800000003-links-and-mail.js';
import { SessionsAndKeys1763800000004 } from './migrations/1763800000004-sessions-and-keys.js';

/** In order. */
export const migrations = [
  Foundations1763800000001,
  Tenants1763800000002,
  LinksAndMail1763800000003,
  SessionsAndKeys1763800000004,
];

/** The service's database. */
export const dataSourceSettings = (url: string): DataSourceSettings => ({
  url,
  schema: SERVICE,
  applicationName: SERVICE,
  migrations,
});
