import { readdirSync, readFileSync } from 'node:fs';
import * as contracts from './index.js';
import {
  decodeEvent,
  encodeEvent,
  definitionsOn,
  eventDefinitions,
  topicNamed,
  type RawHeaders,
} from './index.js';

/** golden/<ce_type>/<name>.json: records as they were once sent. A released sample is never changed or removed. */
interface Golden {
  topic: string;
  key: string;
  headers: Record<string, string>;
  data: object;
}

const root = new URL('../golden/', import.meta.url);
const files = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(new URL(`${name}/`, root)).map((file) => `${name}/${file}`));
const read = (file: string) => JSON.parse(readFileSync(new URL(file, root), 'utf8')) as Golden;

describe('the list of events', () => {
  it('has every definition', () => {
    const defined = Object.values<unknown>(contracts).filter(
      (value) => typeof value === 'object' && value !== null && 'ceType' in value,
    );
    expect(eventDefinitions).toHaveLength(defined.length);
    expect(new Set(eventDefinitions)).toEqual(new Set(defined));
  });
});

describe('golden samples', () => {
  it.each(files)('%s is still understood, whole', (file) => {
    const golden = read(file);
    const topic = topicNamed(golden.topic);
    expect(topic).toBeDefined();
    const value = JSON.stringify(golden.data);
    const result = decodeEvent(
      { headers: golden.headers as RawHeaders, value },
      topic && definitionsOn(topic),
    );
    expect(result).toMatchObject({ ok: true, event: { type: file.split('/')[0], data: golden.data } });
  });

  it.each(files)('%s is sent the same way today', (file) => {
    const golden = read(file);
    const definition = eventDefinitions.find(({ ceType }) => ceType === golden.headers.ce_type);
    if (!definition) throw new Error(`no definition of ${golden.headers.ce_type}`);
    const { headers } = golden;
    const encoded = encodeEvent(definition, golden.data, {
      id: headers.ce_id ?? '',
      time: headers.ce_time ?? '',
      source: headers.ce_source?.replace('/switchboard/', '') ?? '',
      accountId: headers.accountid ?? null,
      shopId: headers.shopid ?? null,
      traceparent: headers.traceparent,
    });
    expect(encoded).toMatchObject({ topic: golden.topic, key: golden.key, headers });
  });

  it.each(eventDefinitions.map(({ ceType }) => ceType))('%s has at least one', (ceType) => {
    expect(files.filter((file) => file.startsWith(`${ceType}/`))).not.toEqual([]);
  });
});
