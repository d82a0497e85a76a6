import { Injectable } from '@nestjs/common';
import { LivenessRegistry, ReadinessRegistry } from '@switchboard/chassis';
import { MessagingSettings } from '../messaging-settings.js';

/** A consumer shows a sign of life several times a second, also while the broker is away. */
const silenceLimitMs = 120_000;

/** How a process ends that can no longer consume; replaced in tests. */
export abstract class ProcessEnd {
  abstract end(): void;
}

/** Asks for the orderly end first; insists after half a minute. */
export class SignalledEnd extends ProcessEnd {
  end(): void {
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 30_000).unref();
  }
}

/**
 * Ready only with a place in the group; alive only while it moves. A consumer that is dead inside a
 * healthy process is a failure that goes unnoticed: readiness goes to 503 and the process ends.
 */
@Injectable()
export class ConsumerHealth {
  private state: 'off' | 'connecting' | 'running' | 'dead' = 'off';
  private lastSign = 0;
  private readonly handlers = new Set<{ since: number }>();

  constructor(
    private readonly settings: MessagingSettings,
    private readonly processEnd: ProcessEnd,
    readiness: ReadinessRegistry,
    liveness: LivenessRegistry,
  ) {
    readiness.add({ name: 'consumer', check: () => this.notReady() });
    liveness.add({ name: 'consumer', check: () => this.notAlive() });
  }

  connecting(): void {
    this.state = 'connecting';
    this.sign();
  }

  running(): void {
    if (this.state === 'connecting') this.state = 'running';
    this.sign();
  }

  /** Stopped on purpose. */
  stopped(): void {
    this.state = 'off';
  }

  sign(): void {
    this.lastSign = Date.now();
  }

  crashed(): void {
    if (this.state === 'off') return;
    this.state = 'dead';
    this.processEnd.end();
  }

  /** Call the answer when the handler is over. */
  handlerBegins(): () => void {
    const running = { since: Date.now() };
    this.handlers.add(running);
    return () => this.handlers.delete(running);
  }

  private notReady(): string | undefined {
    if (this.state === 'connecting') return 'not in its consumer group yet';
    return this.state === 'dead' ? 'the consumer has failed for good' : undefined;
  }

  private notAlive(): string | undefined {
    if (this.state === 'off') return undefined;
    const now = Date.now();
    if (this.state === 'dead') return 'the consumer has failed for good';
    if (now - this.lastSign > silenceLimitMs) return 'the consumer shows no sign of life';
    for (const { since } of this.handlers)
      if (now - since > this.settings.handlerLimitMs) return 'a handler does not come to an end';
    return undefined;
  }
}
