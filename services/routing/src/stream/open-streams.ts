import { Injectable } from '@nestjs/common';
import { Metrics, RepeatingJobs, ShutdownSequence } from '@switchboard/chassis';
import { AccessMirror, MemberGate, type UserActor } from '@switchboard/http';
import type { StreamConnection } from './stream-connection.js';

const heartbeatMs = 15_000;
const mirrorCheckMs = 1_000;
/** The full access check (projection, mirror, else identity) runs this often. */
const accessCheckMs = 15_000;
/** This often where the mirror cannot be read. */
const accessCheckWithoutMirrorMs = 5_000;

interface OpenStream {
  user: UserActor;
  checkedAt: number;
}

/** The streams of this process: sends heartbeats, and ends a stream when its user may no longer listen. */
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
      name: 'heartbeats of live streams',
      everyMs: heartbeatMs,
      stopsIn: 'intake',
      run: () => this.streams.forEach((_, connection) => connection.heartbeat()),
    });
    jobs.add({
      name: 'access of live streams',
      everyMs: mirrorCheckMs,
      stopsIn: 'intake',
      run: () => this.checkAll(),
    });
    // Readers reconnect to another process with their position; their presence leases last longer than that.
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
    this.streams.set(connection, { user, checkedAt: Date.now() });
    this.gauge.set(this.streams.size);
  }

  remove(connection: StreamConnection): void {
    this.streams.delete(connection);
    this.gauge.set(this.streams.size);
  }

  private async checkAll(): Promise<void> {
    await Promise.all([...this.streams].map(([connection, stream]) => this.check(connection, stream)));
  }

  /** Ends the stream when its user signed out, was deactivated or deleted, or has other rights than when it was opened. */
  private async check(connection: StreamConnection, stream: OpenStream): Promise<void> {
    const { user } = stream;
    const mirror = await this.mirror.readMember(user.accountId, user.userId, user.sessionId);
    const { status = 'active', accessVersion = 0 } = mirror?.member ?? {};
    if (mirror?.sessionEnded || status !== 'active' || accessVersion > user.accessVersion)
      return connection.end();
    const interval = mirror ? accessCheckMs : accessCheckWithoutMirrorMs;
    if (Date.now() - stream.checkedAt < interval) return;
    stream.checkedAt = Date.now();
    try {
      await this.members.standing(user);
    } catch {
      connection.end();
    }
  }
}
