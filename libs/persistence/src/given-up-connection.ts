import type { Socket } from 'node:net';
import type pg from 'pg';

/** A statement that reaches its limit ends with an answer; this is how long that may be on its way, in milliseconds. */
export const answerGraceMs = 5_000;

/** The parts of pg's client that it does not declare. */
interface OpenClient {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/**
 * Gives the connection up when a query has waited so long without a byte. A server whose host is gone says no
 * good-bye, and the kernel goes on asking for it for a quarter of an hour: whoever waits would wait as long. To
 * everybody above it is a connection that broke.
 */
export function giveUpWhenSilent(client: pg.ClientBase, afterMs: number): void {
  const open = client as unknown as OpenClient;
  const { stream } = open.connection;
  stream.setTimeout(afterMs);
  stream.on('timeout', () => {
    if (open.readyForQuery) return;
    const { bytesRead } = stream;
    // A timer that is due fires before the sockets are read: a process that was busy blames nobody for that.
    setImmediate(() => {
      if (open.readyForQuery || stream.bytesRead > bytesRead) return;
      stream.destroy(Object.assign(new Error('PostgreSQL does not answer'), { code: 'ETIMEDOUT' }));
    });
  });
}

/** From now on it may take so long; 0: for ever. */
export function allowSilence(client: pg.ClientBase, forMs: number): void {
  (client as unknown as OpenClient).connection.stream.setTimeout(forMs);
}
