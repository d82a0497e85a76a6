/** The header names of an event on Kafka: CloudEvents 1.0 in binary mode, plus the tenant and the trace. */
export const eventHeaders = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  type: 'ce_type',
  source: 'ce_source',
  time: 'ce_time',
  subject: 'ce_subject',
  contentType: 'content-type',
  accountId: 'accountid',
  shopId: 'shopid',
  traceparent: 'traceparent',
} as const;

/** A header's value as Kafka clients hand it out. */
export type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;
/** Headers as Kafka clients hand them out. */
export type RawHeaders = Record<string, HeaderValue>;

/** The header as a string, the first where it was sent twice; undefined where it is absent or empty. */
export function headerOf(headers: RawHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first.length === 0 ? undefined : first.toString();
}
