import { Logger } from '@nestjs/common';
import kafkajs, { type logCreator } from 'kafkajs';

/** What kafkajs reports as an error although it is part of a normal day: rebalances, a coordinator that is still starting. */
const routine =
  /rebalancing|group coordinator is not available|not the correct coordinator|loading hence|The coordinator is not aware of this member/i;

/** Only these facts are passed on: kafkajs puts whole payloads into its entries. */
const facts = ['groupId', 'topic', 'partition', 'broker', 'clientId', 'retryCount', 'retryTime', 'error'];

/** While a broker is away kafkajs says so several times a second. */
const quietMs = 10_000;

const { logLevel } = kafkajs;

/** Lets one line of a kind through per interval, with the number of those held back since. */
export class Repetitions {
  private readonly kinds = new Map<string, { until: number; heldBack: number }>();

  /** Undefined: hold it back. Otherwise how many were held back before it. */
  admit(message: string, now = Date.now()): number | undefined {
    const kind = message.replaceAll(/\d+/g, '#').slice(0, 80);
    const known = this.kinds.get(kind);
    if (known && now < known.until) {
      known.heldBack += 1;
      return undefined;
    }
    this.kinds.set(kind, { until: now + quietMs, heldBack: 0 });
    return known?.heldBack ?? 0;
  }
}

/** Sends kafkajs' log lines to the process's logger. */
export const kafkaLogs: logCreator = () => {
  const logger = new Logger('Kafka');
  const repetitions = new Repetitions();
  return ({ level, log: { message, ...rest } }) => {
    const entry = Object.fromEntries(
      facts.flatMap((name) => (name in rest ? [[name, asText(rest[name])]] : [])),
    );
    if (level !== logLevel.ERROR && level !== logLevel.WARN) {
      logger.debug(entry, message);
      return;
    }
    const heldBack = repetitions.admit(message);
    if (heldBack === undefined) return;
    const noted = heldBack > 0 ? { ...entry, heldBack } : entry;
    const isRoutine = routine.test(message) || routine.test(String(entry['error'] ?? ''));
    if (level === logLevel.ERROR && !isRoutine) logger.error(noted, message);
    else logger.warn(noted, message);
  };
};

const asText = (value: unknown): unknown => (value instanceof Error ? value.message : value);
