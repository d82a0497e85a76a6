import { Injectable } from '@nestjs/common';
import { Metrics, RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import { AccessMirror, MemberGate, type UserActor } from '@switchboard/http';
import type { StreamConnection } from './stream-connection.js';

const beatEveryMs = 15_000;
const glanceEveryMs = 1_000;
/** The whole judgement (projection, mirror, else identity) is made at this distance. */
const judgeEveryMs = 15_000;
/** As often where the mirror cannot be read. */
const judgeWithoutMirrorMs = 5_000;

interface OpenStream {
  user: UserActor;
  judgedAt: number;
}

/** The streams of this process: kept awake, and ended when their user may not listen any longer. */
@Injectable()
export class OpenStreams {
  private readonly streams = new Map<StreamConnection, OpenStream>();
  private readonly gauge: ReturnType<Metrics['gauge']>;

  constructor(
    private readonly mirror: AccessMirror,
    private readonly members: MemberGate,
    jobs: RepeatingJobs,
    shutdown: ShutdownSequence,
    metrics: Metrics,
  ) {
    this.gauge = metrics.gauge('routing_open_streams', 'Live streams of this process');
    jobs.add({
      name: 'beats of live streams',
      everyMs: beatEveryMs,
      stopsIn: 'intake',
      run: () => this.streams.forEach((_, connection) => connection.beat()),
    });
    jobs.add({
      name: 'access of live streams',
      everyMs: glanceEveryMs,
      stopsIn: 'intake',
      run: () => this.glance(),
    });
    // Readers come back to another process, with their position; their leases outlive the change.
    shutdown.on('intake', 'live streams', () => {
      for (const connection of [...this.streams.keys()]) connection.end();
    });
  }

  get count(): number {
    return this.streams.size;
  }

  countOf(userId: string): number {
    return [...this.streams.values()].filter(({ user }) => user.userId === userId).length;
  }

  add(connection: StreamConnection, user: UserActor): void {
    this.streams.set(connection, { user, judgedAt: Date.now() });
    this.gauge.set(this.streams.size);
  }

  remove(connection: StreamConnection): void {
    this.streams.delete(connection);
    this.gauge.set(this.streams.size);
  }

  private async glance(): Promise<void> {
    await Promise.all([...this.streams].map(([connection, stream]) => this.check(connection, stream)));
  }

  /** Signed out, deactivated, deleted, or with other rights than when the stream was opened: it ends. */
  private async check(connection: StreamConnection, stream: OpenStream): Promise<void> {
    const { user } = stream;
    const mirror = await this.mirror.readMember(user.accountId, user.userId, user.sessionId);
    const { status = 'active', accessVersion = 0 } = mirror?.member ?? {};
    if (mirror?.sessionEnded || status !== 'active' || accessVersion > user.accessVersion)
      return connection.end();
    const distance = mirror ? judgeEveryMs : judgeWithoutMirrorMs;
    if (Date.now() - stream.judgedAt < distance) return;
    stream.judgedAt = Date.now();
    try {
      await this.members.standing(user);
    } catch {
      connection.end();
    }
  }
}
