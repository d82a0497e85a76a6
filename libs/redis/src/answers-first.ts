import { Cluster, Redis, type Command, type RedisOptions } from 'ioredis';
import type { Socket } from 'node:net';

const ioredisTimeout = 'Command timed out';
const ioredisSilence = 'Socket timeout';

/**
 * A timer that is due fires before the sockets are read. A process that was busy for longer than a command may take
 * (garbage collection, a crowded machine) would blame Redis for answers that have been here all along, and what it
 * does instead would keep it busy. So a late command is given up only after what has come meanwhile was read.
 */
function answerFirst(command: Command): Command {
  const { reject } = command;
  command.reject = (error) => {
    if (error.message === ioredisTimeout) setImmediate(reject, error);
    else reject(error);
  };
  return command;
}

/** The same for a connection that is given up because nothing came for long. */
function readFirst(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client as unknown as { stream: Socket };
    const destroy = stream.destroy.bind(stream);
    stream.destroy = (error) => {
      if (!error?.message.startsWith(ioredisSilence)) return destroy(error);
      const { bytesRead } = stream;
      setImmediate(() => stream.bytesRead > bytesRead || destroy(error));
      return stream;
    };
  });
}

/** One server; an answer is late when Redis is, not when this process was. */
export class AnswersFirstRedis extends Redis {
  constructor(...settings: [url: string, options: RedisOptions]) {
    super(...settings);
    readFirst(this);
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    return super.sendCommand(answerFirst(command), stream);
  }
}

/** The same for a cluster. */
export class AnswersFirstCluster extends Cluster {
  constructor(...settings: ConstructorParameters<typeof Cluster>) {
    super(...settings);
    this.on('+node', readFirst);
  }

  override sendCommand(...[command, stream, node]: Parameters<Cluster['sendCommand']>): unknown {
    return super.sendCommand(answerFirst(command), stream, node);
  }
}
