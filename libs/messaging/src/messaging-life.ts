import { Injectable } from '@nestjs/common';
import { ShutdownSequence } from '@switchboard/chassis';
import { CaughtUp } from './consumer/caught-up.js';
import { EventConsumer } from './consumer/event-consumer.js';
import { OutboxRelay } from './outbox/relay/outbox-relay.js';
import { PartitionKeeper } from './partitions/partition-keeper.js';
import { StateRepublisher } from './states/state-republisher.js';

/** Starts what runs in the background and ends it in order: first no new events, then none under way. */
@Injectable()
export class MessagingLife {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly consumer: EventConsumer,
    private readonly caughtUp: CaughtUp,
    private readonly partitions: PartitionKeeper,
    private readonly states: StateRepublisher,
    private readonly shutdown: ShutdownSequence,
  ) {}

  start(): void {
    this.relay.start();
    this.caughtUp.start();
    this.partitions.start();
    this.states.start();
    this.shutdown.on('intake', 'consumer', async () => {
      await Promise.all([this.consumer.stop(), this.caughtUp.stop()]);
    });
    // After the HTTP server is closed: a last request's event still goes out with this process.
    this.shutdown.on('connections', 'relay', () => this.relay.stop());
  }
}
