import type { DataSourceSettings } from '@switchboard/persistence';
import { Foundations1763800000000 } from './migrations/1763800000000-foundations.js';
import { AgentsAndShops1763800000001 } from './migrations/1763800000001-agents-and-shops.js';
import { ChatsAndMessages1763800000002 } from './migrations/1763800000002-chats-and-messages.js';
import { AssignmentFunctions1763800000003 } from './migrations/1763800000003-assignment-functions.js';
import { Replies1763800000010 } from './migrations/1763800000010-replies.js';
import { Lifecycle1763800000011 } from './migrations/1763800000011-lifecycle.js';
import { AtScale1763800000012 } from './migrations/1763800000012-at-scale.js';
import { AgentsInPlace1763800000014 } from './migrations/1763800000014-agents-in-place.js';
import { DirectAssignments1763800000015 } from './migrations/1763800000015-direct-assignments.js';
import { PickedScores1763800000016 } from './migrations/1763800000016-picked-scores.js';
import { Presence1763800000013 } from './migrations/1763800000013-presence.js';

/** In order. */
export const migrations = [
  Foundations1763800000000,
  AgentsAndShops1763800000001,
  ChatsAndMessages1763800000002,
  AssignmentFunctions1763800000003,
  Replies1763800000010,
  Lifecycle1763800000011,
  AtScale1763800000012,
  Presence1763800000013,
  AgentsInPlace1763800000014,
  DirectAssignments1763800000015,
  PickedScores1763800000016,
];

/**
 * The service's database. A lock that is not granted in a second, or a statement that takes two, gives way: the
 * drain tries again. Plans are made once per connection, because the hot path's statements never change.
 */
export const dataSourceSettings = (url: string): DataSourceSettings => ({
  url,
  schema: 'routing',
  applicationName: 'routing',
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
