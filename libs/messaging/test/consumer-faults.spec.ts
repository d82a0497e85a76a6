import { type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { eventually } from './eventually.js';
import { EffectsConsumer, Mischief, notesReach } from './effects.js';
import { faultyKafka, type FaultyKafka } from './faulty-kafka.js';
import { prepareGround, startProbe, type Ground } from './probe.js';
import { assignedRecord } from './wire.js';

const topic = 'routing.chats.v1';
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('the consumer under faults', () => {
  let ground: Ground;
  let kafka: FaultyKafka;
  const probes: TestService[] = [];

  beforeEach(async () => {
    ground = await prepareGround([topic], 4);
    kafka = await faultyKafka(ground);
    Mischief.none();
  });
  afterEach(async () => {
    kafka.start();
    await Promise.all(probes.splice(0).map((probe) => probe.close()));
    await kafka.proxy.close();
    await ground.close();
  });

  const start = async (messaging = {}): Promise<TestService> => {
    const probe = await startProbe({
      ground,
      controllers: [EffectsConsumer],
      messaging: { sessionTimeoutMs: 6_000, ...messaging },
    });
    probes.push(probe);
    return probe;
  };
  const ready = async (probe: TestService) => {
    await eventually(async () => (await fetch(`${probe.url}/health/ready`)).status === 200, {
      timeoutMs: 20_000,
      describe: 'readiness',
    });
  };
  const duplicates = async (): Promise<number> => {
    const [row] = await ground.database.query<{ twice: number }>(
      'select (count(*) - count(distinct event_id))::int as twice from effect',
    );
    return row!.twice;
  };

  it('starts without a broker, says that it is not ready, and begins when the broker comes', async () => {
    kafka.stop();
    const probe = await start({ connector: kafka.connector });
    const answer = await fetch(`${probe.url}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ failures: { consumer: 'not in its consumer group yet' } });
    expect((await fetch(`${probe.url}/health/live`)).status).toBe(200);
    const chat = uuid();
    await ground.broker.produce(topic, [assignedRecord(chat, 1)]);
    kafka.start();
    expect(await notesReach(ground, chat, 1, 25_000)).toEqual(['1']);
    await ready(probe);
  });

  it('goes on after the broker was stopped and started: nothing lost, nothing twice, in order', async () => {
    const probe = await start({ connector: kafka.connector });
    const chats = upTo(6).map(() => uuid());
    const say = async (version: number) =>
      ground.broker.produce(
        topic,
        chats.map((chat) => assignedRecord(chat, version)),
      );
    await say(1);
    for (const chat of chats) await notesReach(ground, chat, 1);
    kafka.stop();
    await say(2);
    await say(3);
    kafka.start();
    await say(4);
    for (const chat of chats) expect(await notesReach(ground, chat, 4, 40_000)).toEqual(['1', '2', '3', '4']);
    expect(await duplicates()).toBe(0);
    await ready(probe);
  });

  it('members come and go under load: nothing lost, nothing twice, each key in order', async () => {
    const chats = upTo(12).map(() => uuid());
    Mischief.before = () => new Promise((resolve) => setImmediate(resolve));
    const first = await start();
    const load = (async () => {
      for (const version of upTo(40)) {
        await ground.broker.produce(
          topic,
          chats.map((chat) => assignedRecord(chat, version)),
        );
        if (version === 10) await start();
        if (version === 20) await ready((await Promise.all([start()]))[0]!);
        if (version === 30) {
          probes.splice(probes.indexOf(first), 1);
          await first.close();
        }
      }
    })();
    await load;
    for (const chat of chats)
      expect(await notesReach(ground, chat, 40, 30_000)).toEqual(upTo(40).map(String));
    expect(await duplicates()).toBe(0);
  });

  it('hands its partitions over with its work finished and committed', async () => {
    const chat = uuid();
    let running = 0;
    let finish!: () => void;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    let calls = 0;
    Mischief.before = async () => {
      calls += 1;
      running += 1;
      await gate;
      running -= 1;
    };
    const first = await start();
    await ground.broker.produce(topic, [assignedRecord(chat, 1)]);
    await eventually(() => running === 1);
    const closing = first.close();
    probes.splice(0, 1);
    const second = await start();
    finish();
    await closing;
    expect(running).toBe(0);
    await ready(second);
    await ground.broker.produce(topic, [assignedRecord(chat, 2)]);
    expect(await notesReach(ground, chat, 2)).toEqual(['1', '2']);
    expect(calls).toBe(2);
  });

  it('does not fill its memory: a slow handler pauses the partition, and it goes on', async () => {
    const chat = uuid();
    let release!: () => void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    Mischief.before = ({ data }) => (data.chat.version === 1 ? gate : undefined);
    const probe = await start();
    // Half as many again as one partition may have waiting.
    const records = 1_500;
    for (let at = 0; at < records; at += 500)
      await ground.broker.produce(
        topic,
        upTo(500).map((step) => assignedRecord(chat, at + step)),
      );
    await eventually(async () =>
      /partition_pauses_total\{.*\} [1-9]/.test(await (await fetch(`${probe.url}/metrics`)).text()),
    );
    release();
    expect((await notesReach(ground, chat, records, 60_000)).map(Number)).toEqual(upTo(records));
  });
});
