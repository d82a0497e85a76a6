import { Logger } from '@nestjs/common';
import kafkajs, { type logCreator } from 'kafkajs';

/** What kafkajs reports as an error although it is part of a normal day: rebalances, a coordinator that is still starting. */
const routine =
  /rebalancing|group coordinator is not available|not the correct coordinator|loading hence|The coordinator is not aware of this member/i;

/** Only these facts are passed on: kafkajs puts whole payloads into its entries. */
const facts = ['groupId', 'topic', 'partition', 'broker', 'clientId', 'retryCount', 'retryTime', 'error'];

const { logLevel } = kafkajs;

/** Sends kafkajs' log lines to the process's logger. */
export const kafkaLogs: logCreator = () => {
  const logger = new Logger('Kafka');
  return ({ level, log: { message, ...rest } }) => {
    const entry = Object.fromEntries(
      facts.flatMap((name) => (name in rest ? [[name, asText(rest[name])]] : [])),
    );
    const isRoutine =
      routine.test(message) || (typeof entry['error'] === 'string' && routine.test(entry['error']));
    if (level === logLevel.ERROR && !isRoutine) logger.error(entry, message);
    else if (level === logLevel.ERROR || level === logLevel.WARN) logger.warn(entry, message);
    else logger.debug(entry, message);
  };
};

const asText = (value: unknown): unknown => (value instanceof Error ? value.message : value);
