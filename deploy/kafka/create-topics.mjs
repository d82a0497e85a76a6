import { ensureTopics } from '@switchboard/messaging';

/**
 * Creates the topics that are missing, dead letters included, with the settings of libs/contracts.
 * @param {{ brokers: string, prefix?: string }} options
 * @returns {Promise<string[]>} the created ones
 */
export async function createTopics({ brokers, prefix = '' }) {
  return ensureTopics(brokers.split(','), prefix);
}
