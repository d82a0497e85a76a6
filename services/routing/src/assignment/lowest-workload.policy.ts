import type { AssignmentPolicy } from './assignment-policy.js';

/** Steps per unit of workload: fractions below 1 with denominators up to 999 stay distinct and in order. */
const steps = 2 ** 20;

/** The smallest open / capacity. Article's example: 1 of 2 (50 %) is chosen before 8 of 10 (80 %). */
export const lowestWorkload: AssignmentPolicy = {
  mode: 'lowest_workload',
  score: ({ open, capacity }) => Math.floor((open * steps) / capacity),
};
