import { until } from '@switchboard/testing';

/** `until` with the patience that brokers, databases and killed processes need on a busy machine. */
export const eventually: typeof until = (condition, options = {}) =>
  until(condition, { timeoutMs: 30_000, ...options });
