import { Cluster, Redis, type Command } from 'ioredis';

const ioredisTimeout = 'Command timed out';

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

/** One server; a command is late when Redis is, not when this process was. */
export class AnswersFirstRedis extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    return super.sendCommand(answerFirst(command), stream);
  }
}

/** The same for a cluster. */
export class AnswersFirstCluster extends Cluster {
  override sendCommand(...[command, stream, node]: Parameters<Cluster['sendCommand']>): unknown {
    return super.sendCommand(answerFirst(command), stream, node);
  }
}
