import kafkajs from 'kafkajs';
import { v7 as uuid } from 'uuid';
import { compressors } from './compressors.js';
import { EffectsConsumer, Mischief, notesReach } from './effects.js';
import { prepareGround, startProbe } from './probe.js';
import { assignedRecord } from './wire.js';

const topic = 'routing.chats.v1';
const { CompressionTypes, Kafka, logLevel } = kafkajs;

describe('a storefront that compresses', () => {
  it.each(['LZ4', 'Snappy'] as const)('%s batches are read like any other', async (codec) => {
    const ground = await prepareGround([topic], 1);
    Mischief.none();
    const probe = await startProbe({ ground, controllers: [EffectsConsumer] });
    const readable = kafkajs.CompressionCodecs[CompressionTypes[codec]];
    const { decompress } = readable() as { decompress: (bytes: Buffer) => Promise<Buffer> };
    kafkajs.CompressionCodecs[CompressionTypes[codec]] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => compressors[codec](buffer),
      decompress,
    });
    const { brokers, topicPrefix } = ground.broker;
    const producer = new Kafka({ clientId: 'storefront', brokers, logLevel: logLevel.NOTHING }).producer();
    const chat = uuid();
    try {
      await producer.connect();
      await producer.send({
        topic: topicPrefix + topic,
        compression: CompressionTypes[codec],
        messages: [1, 2, 3]
          .map((version) => assignedRecord(chat, version))
          .map(({ key, headers, value }) => ({ key, headers: headers!, value: JSON.stringify(value) })),
      });
      await ground.broker.produce(topic, [assignedRecord(chat, 4)]);
      expect(await notesReach(ground, chat, 4)).toEqual(['1', '2', '3', '4']);
    } finally {
      kafkajs.CompressionCodecs[CompressionTypes[codec]] = readable;
      await producer.disconnect();
      await probe.close();
      await ground.close();
    }
  });
});
