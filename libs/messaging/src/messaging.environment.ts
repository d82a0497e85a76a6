import { list, str } from '@switchboard/chassis';

/** The variables by which a service reaches Kafka; spread into its specification. */
export const messagingEnvironment = {
  KAFKA_BROKERS: list({ desc: 'host:port, comma separated' }),
  KAFKA_TOPIC_PREFIX: str({ default: '', desc: 'goes before every topic and group name' }),
};
