import type { DataSourceSettings } from '@switchboard/persistence';
import { SERVICE } from '../service-name.js';
import { Foundations1763800000000 } from './migrations/1763800000000-foundations.js';
import { AgentsAndShops1763800000001 } from './migrations/1763800000001-agents-and-shops.js';
import { ChatsAndMessages1763800000002 } from './migrations/1763800000002-chats-and-messages.js';
import { RepliesAndStream1763800000003 } from './migrations/1763800000003-replies-and-stream.js';

/** In order. */
export const migrations = [
  Foundations1763800000000,
  AgentsAndShops1763800000001,
  ChatsAndMessages1763800000002,
  RepliesAndStream1763800000003,
];

/** Where `migrate` finds the functions: in the folder `sql` of each slice. */
export const functions = new URL('../', import.meta.url);

/**
 * The service's database. A lock that is not granted in a second, or a statement that takes two, gives way: the
 * drain tries again. Plans are made once per connection, because the hot path's statements never change.
 */
export const dataSourceSettings = (url: string): DataSourceSettings => ({
  url,
  schema: SERVICE,
  applicationName: SERVICE,
  migrations,
  poolSize: 16,
  // A plan of the hot path costs more than a hundred of its calls: a quiet minute does not throw it away.
  idleConnectionMs: 600_000,
  lockTimeoutMs: 1_000,
  statementTimeoutMs: 2_000,
  forceGenericPlan: true,
  // Every query here finds a few rows by an index. A plan that is made once, when the tables are small, must not
  // read a whole table or hash one when they have grown.
  parameters: { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', jit: 'off' },
});
