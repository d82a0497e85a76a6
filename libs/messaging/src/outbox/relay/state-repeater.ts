import { topics } from '@switchboard/contracts';
import type { RecordProducer } from '../../kafka/kafka-port.js';
import { OutboxRow, type OutboxColumns } from './outbox-row.js';
import type { RelaySession } from './relay-session.js';
import { dueStates, republished, republishLater } from './relay-statements.js';

/** What a lane's repetitions go by. */
export interface RepeaterSettings {
  source: string;
  /** For how long a produce whose outcome is unknown may still arrive. */
  lateProduceMs: number;
}

const stateTopics = topics.filter(({ cleanup }) => cleanup === 'compact').map(({ name }) => name);
const isState = ({ topic }: { topic: string }) => stateTopics.includes(topic);

/**
 * Publishes states once more where a late produce may have put an older one behind the newest: on a
 * compacted topic that older one would stay the last for ever. It happens in the lane's own loop, so
 * nothing of the same key can be under way, and it reads the newest row that Kafka has already got:
 * a still newer one comes after it anyway. What is due is kept in a table and outlives the process.
 */
export class StateRepeater {
  private nextLook = 0;

  constructor(
    private readonly lane: number,
    private readonly session: RelaySession,
    private readonly producer: RecordProducer,
    private readonly settings: RepeaterSettings,
  ) {}

  /** The relay before this one may still have a produce under way, of any row that is not marked. */
  async afterTakeover(): Promise<void> {
    await this.session.query(republishLater, [this.lane, null, stateTopics, this.settings.lateProduceMs]);
  }

  /** A produce of these rows failed without an answer. */
  async outcomeUnknown(rows: readonly OutboxRow[]): Promise<void> {
    const affected = rows.filter(isState).map(({ seq }) => seq);
    if (affected.length === 0) return;
    await this.session.query(republishLater, [this.lane, affected, stateTopics, this.settings.lateProduceMs]);
  }

  /** Looks once a second at most. `unmarked` answers the rows that Kafka has got and that are not marked yet. */
  async repeatDue(unmarked: () => readonly string[]): Promise<void> {
    if (Date.now() < this.nextLook) return;
    const due = await this.session.query<OutboxColumns & { due_topic: string; due_key: string }>(dueStates, [
      this.lane,
      unmarked(),
    ]);
    const rows = due
      .filter(({ id }) => id !== null)
      .map((columns) => new OutboxRow(columns, this.settings.source));
    await this.producer.send(rows.map((row) => row.toRecord()));
    if (due.length > 0)
      await this.session.query(republished, [
        due.map(({ due_topic }) => due_topic),
        due.map(({ due_key }) => due_key),
      ]);
    if (due.length < 100) this.nextLook = Date.now() + 1_000;
  }
}
