import { encodeEvent, chatAssigned } from '@switchboard/contracts';
import type { ProducedMessage } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { accountId, chatChange, shopId } from './samples.js';

/** A record as another service's relay would have produced it. */
export function assignedRecord(chatId: string, version: number, id: string = uuid()): ProducedMessage {
  const encoded = encodeEvent(chatAssigned, chatChange(chatId, version), {
    id,
    source: 'routing',
    time: '2026-11-22T10:00:00.000Z',
    accountId,
    shopId,
  });
  return { key: encoded.key, headers: encoded.headers, value: encoded.data };
}
