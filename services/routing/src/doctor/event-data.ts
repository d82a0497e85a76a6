import type { ReceivedRecord } from '@switchboard/messaging';

/** The data of an event, or undefined where there is none: what cannot be read is a dead letter of its consumers. */
export function eventData<Data extends object>({ value }: ReceivedRecord): Partial<Data> | undefined {
  if (value === null) return undefined;
  try {
    const data: unknown = JSON.parse(value.toString());
    return typeof data === 'object' && data !== null ? data : undefined;
  } catch {
    return undefined;
  }
}
