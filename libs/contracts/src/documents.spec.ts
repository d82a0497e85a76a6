import { parse } from 'yaml';
import { asyncApiDocument, eventsDocument } from './documents.js';
import { eventDefinitions, streamEvents, topics } from './index.js';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  components: { messages: Record<string, { name: string; payload: { type: string } }> };
}

describe('the generated documents', () => {
  const document = parse(asyncApiDocument()) as Document;

  it('AsyncAPI has every topic, with its dead letters, and every event on its topic', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses).toEqual([
      ...topics.map(({ name }) => name),
      ...topics.map(({ name }) => `${name}.dlq`),
    ]);
    const referred = Object.values(document.channels)
      .flatMap(({ messages }) => Object.values(messages))
      .map(({ $ref }) => document.components.messages[$ref.split('/').at(-1) ?? '']?.name);
    expect(referred).toEqual(eventDefinitions.map(({ ceType }) => ceType));
  });

  it('the page for people names every event, the live stream’s too', () => {
    const page = eventsDocument();
    for (const { ceType } of eventDefinitions) expect(page).toContain(`\`${ceType}\``);
    for (const type of Object.keys(streamEvents)) expect(page).toContain(`| \`${type}\` |`);
  });
});
