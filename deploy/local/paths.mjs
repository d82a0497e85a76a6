import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
/** Everything a run leaves behind is below this folder, which git ignores. */
export const local = join(root, '.local');
/** Downloaded programs: shared by all runs, kept by `--reset`. */
export const downloads = join(local, 'downloads');
/** What `npm start` stores: emptied by `--reset`. */
export const data = join(local, 'data');
/** One log file per program of the last `npm start`. */
export const logs = join(local, 'logs');
/** Where PostgreSQL keeps its part when this clone is a place that its user cannot enter. */
export const outside = join(
  '/var/tmp',
  `switchboard-${createHash('sha256').update(root).digest('hex').slice(0, 10)}`,
);
