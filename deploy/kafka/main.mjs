import { createTopics } from './create-topics.mjs';

/** The one-shot of docker-compose.yml: topics on KAFKA_BROKERS, with KAFKA_TOPIC_PREFIX before every name. */
const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix } = process.env;
if (!brokers) throw new Error('KAFKA_BROKERS is not set');
const created = await createTopics({ brokers, prefix });
process.stdout.write(created.length > 0 ? `created: ${created.join(', ')}\n` : 'all topics are there\n');
