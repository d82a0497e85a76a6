import type { PlannedMessage } from './plan-translation.js';

/** A message to be translated. */
export interface MessageRow extends PlannedMessage {
  readonly id: string;
}

/** Its columns; `m` is the message. */
export const messageColumns = 'm.id, m.direction, m.text, m.language';
