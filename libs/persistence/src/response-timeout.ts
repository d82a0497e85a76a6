import type { Socket } from 'node:net';
import type pg from 'pg';

/** How long the server's error for a statement timeout may take to arrive, in milliseconds. */
export const responseGraceMs = 5_000;

/** The parts of pg's client that it does not declare. */
interface OpenClient {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/**
 * Closes the connection when a query received no data for this long. A host that is gone sends no FIN, and the kernel
 * retransmits for a quarter of an hour, during which the query would hang. Callers see a broken connection.
 */
export function closeWhenUnresponsive(client: pg.ClientBase, afterMs: number): void {
  const open = client as unknown as OpenClient;
  const { stream } = open.connection;
  stream.setTimeout(afterMs);
  stream.on('timeout', () => {
    if (open.readyForQuery) return;
    const { bytesRead } = stream;
    // After a busy event loop the timer fires before the sockets are read: look again when they were.
    setImmediate(() => {
      if (open.readyForQuery || stream.bytesRead > bytesRead) return;
      stream.destroy(Object.assign(new Error('PostgreSQL does not answer'), { code: 'ETIMEDOUT' }));
    });
  });
}

/** Changes the timeout of this connection; 0: none. */
export function setResponseTimeout(client: pg.ClientBase, forMs: number): void {
  (client as unknown as OpenClient).connection.stream.setTimeout(forMs);
}
