import { loadScripts } from '@switchboard/redis';

const folders = ['assignment', 'presence', 'event-log'].map(
  (slice) => new URL(`../../src/${slice}/lua/`, import.meta.url),
);

/** The service's scripts by hash: `pick`, `sync`, `append-events` and so on. */
export const scriptNames: ReadonlyMap<string, string> = new Map(
  folders.flatMap((folder) =>
    Object.values(loadScripts(folder)).map(({ sha, name }) => [sha, name] as const),
  ),
);
