import { Controller } from '@nestjs/common';
import { memberState } from '@switchboard/contracts';
import kafkajs from 'kafkajs';
import { v7 as uuid } from 'uuid';
import { CaughtUp, OnEvent, type IncomingEvent } from '../src/index.js';
import { eventually } from './eventually.js';
import { runChild } from './child-probe.js';
import { compressors } from './compressors.js';
import { prepareGround, startProbe, type Ground } from './probe.js';
import { accountId, memberData } from './samples.js';
import { assignedRecord } from './wire.js';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;

@Controller()
class MembersConsumer {
  static seen = new Set<string>();
  static gate: Promise<void> = Promise.resolve();

  @OnEvent(memberState)
  async handle(event: IncomingEvent<typeof memberState>): Promise<void> {
    await MembersConsumer.gate;
    MembersConsumer.seen.add(event.data.userId);
  }
}

const memberRecord = (userId: string) => ({
  key: `${accountId}:${userId}`,
  headers: {
    ce_specversion: '1.0',
    ce_id: uuid(),
    ce_type: 'identity.member.v1',
    ce_source: '/switchboard/identity',
    ce_time: '2026-11-22T10:00:00.000Z',
    accountid: accountId,
  },
  value: memberData(userId),
});

describe('the beginning and the end of a consumer', () => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await prepareGround(['identity.members.v1', 'routing.chats.v1']);
  });
  afterEach(() => ground.close());

  it('is ready only when its group has consumed the start topics up to their ends, and stays so', async () => {
    const members = Array.from({ length: 300 }, () => uuid());
    await ground.broker.produce('identity.members.v1', members.map(memberRecord));
    let open!: () => void;
    MembersConsumer.gate = new Promise((resolve) => (open = resolve));
    const settings = {
      ground,
      controllers: [MembersConsumer],
      messaging: { startTopics: ['identity.members.v1'] },
    };
    const first = await startProbe(settings);
    const health = async (url: string) =>
      (await (await fetch(`${url}/health/ready`)).json()) as { failures: object };
    await eventually(async () =>
      JSON.stringify((await health(first.url)).failures).includes('identity.members.v1 (300)'),
    );
    expect(first.app.get(CaughtUp).reached).toBe(false);
    open();
    await first.app.get(CaughtUp).whenReached();
    expect(members.every((userId) => MembersConsumer.seen.has(userId))).toBe(true);
    expect((await health(first.url)).failures).toEqual({});

    MembersConsumer.seen.clear();
    const second = await startProbe(settings);
    await second.app.get(CaughtUp).whenReached();
    expect(MembersConsumer.seen.size).toBe(0);
    await Promise.all([first.close(), second.close()]);
  });

  it('a consumer that cannot go on ends its process', async () => {
    const ended = runChild({
      databaseUrl: ground.database.url,
      brokers: ground.broker.brokers,
      topicPrefix: ground.broker.topicPrefix,
      withoutLz4: true,
    });
    CompressionCodecs[CompressionTypes.LZ4] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => compressors.LZ4(buffer),
    });
    const { brokers, topicPrefix } = ground.broker;
    const producer = new Kafka({ clientId: 'storefront', brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    const { key, headers, value } = assignedRecord(uuid(), 1);
    await producer.send({
      topic: `${topicPrefix}routing.chats.v1`,
      compression: CompressionTypes.LZ4,
      messages: [{ key, headers: headers!, value: JSON.stringify(value) }],
    });
    await producer.disconnect();
    const { code, signal } = await ended;
    expect(signal ?? code).toBe('SIGTERM');
  });
});
