import { Controller } from '@nestjs/common';
import { chatAssigned } from '@switchboard/contracts';
import { TransactionRunner } from '@switchboard/persistence';
import { until, type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { Inbox, OnEvent, Outbox, type IncomingEvent } from '../src/index.js';
import { prepareGround, startProbe, type Ground } from './probe.js';
import { assigned } from './samples.js';

@Controller()
class ChatsConsumer {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
  ) {}

  @OnEvent(chatAssigned)
  async handle(event: IncomingEvent<typeof chatAssigned>): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (!(await this.inbox.once(tx, 'probe', event))) return;
      await tx.query('insert into effect (event_id, key, note) values ($1, $2, $3)', [
        event.id,
        event.key,
        String(event.data.chat.version),
      ]);
    });
  }
}

describe('smoke', () => {
  let ground: Ground;
  let probe: TestService;
  beforeAll(async () => {
    ground = await prepareGround(['routing.chats.v1']);
    probe = await startProbe({ ground, controllers: [ChatsConsumer] });
  });
  afterAll(async () => {
    await probe?.close();
    await ground?.close();
  });

  it('goes through', async () => {
    const chatId = uuid();
    const outbox = probe.app.get(Outbox);
    const runner = probe.app.get(TransactionRunner);
    for (let v = 1; v <= 5; v++) await runner.run((tx) => outbox.append(tx, [assigned(chatId, v)]));
    const rows = await until(async () => {
      const rows = await ground.database.query<{ note: string }>('select * from effect order by place');
      return rows.length === 5 && rows;
    });
    expect(rows.map((r) => r.note)).toEqual(['1', '2', '3', '4', '5']);
    const lat: number[] = [];
    for (let i = 0; i < 100; i++) {
      const id = uuid();
      const t = performance.now();
      await runner.run((tx) => outbox.append(tx, [assigned(id)]));
      const t1 = performance.now();
      await until(
        async () => (await ground.database.query('select 1 from effect where key=$1', [id])).length > 0,
      );
      lat.push(performance.now() - t1);
      void t;
    }
    lat.sort((a, b) => a - b);
    const d = await ground.database.query(
      `select percentile_cont(0.5) within group (order by extract(epoch from published_at-created_at)*1000) p50 from outbox`,
    );
    console.log('e2e ms p50', lat[50], 'p99', lat[98], d);
  });
});
