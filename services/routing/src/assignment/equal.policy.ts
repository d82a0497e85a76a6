import type { AssignmentPolicy } from './assignment-policy.js';

/** Length of one chat at capacity 1 in the shop's common time. */
const stride = 2 ** 26;

/**
 * In proportion to capacity over time (stride scheduling): each chat moves its agent on by 1/capacity, and the
 * one who is furthest behind is next. One product, not a sum of rounded strides, which would drift.
 */
export const equal: AssignmentPolicy = {
  mode: 'equal',
  score: ({ capacity, base, dealt }) => base + Math.floor((dealt * stride) / capacity),
};
