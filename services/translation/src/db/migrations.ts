import { Translation1700000000001 } from './migrations/1700000000001-translation.js';

/** In the order in which they are applied. */
export const migrations = [Translation1700000000001];
