import { Controller, Injectable } from '@nestjs/common';
import { chatAssigned } from '@switchboard/contracts';
import { TransactionRunner } from '@switchboard/persistence';
import { eventually } from './eventually.js';
import { Inbox, OnEvent, type IncomingEvent } from '../src/index.js';
import type { Ground } from './probe.js';

export type Assigned = IncomingEvent<typeof chatAssigned>;

/** What a test wants to happen when an event is handled; the default is nothing in the way. */
@Injectable()
export class Mischief {
  static before: (event: Assigned) => void | Promise<void> = () => undefined;
  static after: (event: Assigned) => void | Promise<void> = () => undefined;

  static none(): void {
    Mischief.before = () => undefined;
    Mischief.after = () => undefined;
  }
}

/** Leaves one row per event, as a service would: inbox first, effect in the same transaction. */
@Controller()
export class EffectsConsumer {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
  ) {}

  @OnEvent(chatAssigned)
  async handle(event: Assigned): Promise<void> {
    await Mischief.before(event);
    await this.transactions.run(async (tx) => {
      if (!(await this.inbox.once(tx, 'effects', event))) return;
      await tx.query('insert into effect (event_id, key, note) values ($1, $2, $3)', [
        event.id,
        event.key,
        String(event.data.chat.version),
      ]);
    });
    await Mischief.after(event);
  }
}

/** The effects of one key, in the order in which they were committed. */
export async function notesOf({ database }: Ground, key: string): Promise<string[]> {
  const rows = await database.query<{ note: string }>(
    'select note from effect where key = $1 order by place',
    [key],
  );
  return rows.map(({ note }) => note);
}

/** Waits until the key has this number of effects, and answers them. */
export async function notesReach(
  ground: Ground,
  key: string,
  count: number,
  timeoutMs = 30_000,
): Promise<string[]> {
  await eventually(async () => (await notesOf(ground, key)).length >= count, {
    timeoutMs,
    describe: `${count} effects of one key`,
  });
  return notesOf(ground, key);
}
