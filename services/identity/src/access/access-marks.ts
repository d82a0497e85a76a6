import { Injectable } from '@nestjs/common';
import { Metrics, RepeatingJobs } from '@switchboard/chassis';
import { AccessMirror } from '@switchboard/http';
import { Database, statement } from '@switchboard/persistence';
import { RedisConnection } from '@switchboard/redis';
import type { Gauge } from 'prom-client';

const everyMs = 5_000;

// The interval's start is a subquery, so that the planner can use the indexes in spite of a volatile function.
const recentMembers = statement(
  'access.recent-members',
  `select account_id as "accountId", user_id as "userId", status, access_version as "accessVersion" from membership
   where access_changed_at > (select switchboard_now() - interval '1 hour') and status <> 'pending'`,
);
const recentEndings = statement(
  'access.recent-endings',
  `select session_id from session where ended_at > (select switchboard_now() - interval '1 hour')`,
);
const recentRevocations = statement(
  'access.recent-revocations',
  `select key_id from api_key where revoked_at > (select switchboard_now() - interval '1 hour')`,
);

interface RecentMember {
  accountId: string;
  userId: string;
  status: 'active' | 'deactivated' | 'deleted';
  accessVersion: number;
}

/**
 * Writes the marks of the last hour's changes again, every five seconds and when another Redis instance
 * answers: a failover forgets acknowledged writes. Only after a whole round may the mirror be trusted.
 */
@Injectable()
export class AccessMarks {
  private readonly writtenAt: Gauge;

  constructor(
    private readonly database: Database,
    private readonly mirror: AccessMirror,
    private readonly redis: RedisConnection,
    jobs: RepeatingJobs,
    metrics: Metrics,
  ) {
    this.writtenAt = metrics.gauge(
      'access_marks_written_seconds',
      'When the access marks were last written whole',
    );
    const job = jobs.add({ name: 'access marks', everyMs, runsAtStart: true, run: () => this.write() });
    redis.onInstanceChange(() => job.runSoon());
  }

  /** One whole round. */
  async write(): Promise<void> {
    const instance = this.redis.instance?.runId;
    const [members, endings, revocations] = await Promise.all([
      this.database.query<RecentMember>(recentMembers),
      this.database.query<{ session_id: string }>(recentEndings),
      this.database.query<{ key_id: string }>(recentRevocations),
    ]);
    await inBatches(members, (member) => this.mirror.writeMember(member));
    await inBatches(endings, (row) => this.mirror.endSession(row.session_id));
    await inBatches(revocations, (row) => this.mirror.revokeKey(row.key_id));
    // A round that began on another instance proves nothing about this one.
    if (instance !== undefined && (await this.mirror.confirm(instance))) this.writtenAt.setToCurrentTime();
  }
}

/** Commands at once: they fit well under Redis's command time limit. */
const batchSize = 200;

async function inBatches<T>(items: T[], write: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += batchSize) {
    await Promise.all(items.slice(start, start + batchSize).map(write));
  }
}
