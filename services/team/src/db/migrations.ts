import { Foundations1763800000001 } from './migrations/1763800000001-foundations.js';
import { Team1763800000002 } from './migrations/1763800000002-team.js';

/** In order. A released one is never changed. */
export const migrations = [Foundations1763800000001, Team1763800000002];
