import type { RedisClient } from './redis-client.js';

/** What a server answers however often it is asked. */
const refusals = /\b(WRONGPASS|NOAUTH|NOPERM)\b|cluster support disabled/;

/**
 * Connects; an error where the first attempt was in vain, the server's own words where it refused. The client goes on
 * trying by itself. ioredis does not report why its first look at the cluster failed, only that it closed.
 */
export async function firstConnection(client: RedisClient): Promise<void> {
  let cause: Error | undefined;
  const note = (error: Error & { lastNodeError?: Error }) => {
    cause = error.lastNodeError ?? error;
  };
  client.on('error', note);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('close', () => setImmediate(reject, new Error('Connection is closed.')));
      client.connect().then(resolve, reject);
    });
  } catch (error) {
    if (!cause) throw error;
    if (refusals.test(cause.message)) throw cause;
    throw new Error(`${(error as Error).message.replace(/\.$/, '')}: ${cause.message}`);
  } finally {
    client.off('error', note);
  }
}
