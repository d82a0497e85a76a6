import type { TSchema } from 'typebox';
import { stringify } from 'yaml';
import type { EventDefinition } from './define-event.js';
import { definitionsOn, eventDefinitions, topics } from './events.js';
import { eventHeaders } from './headers.js';
import { chatStates } from './routing/chat-states.js';
import { chatReasons, moveKinds } from './routing/chat-moves.js';
import { streamEvents } from './stream.js';
import { dlqOf, topicConfig, type TopicDefinition } from './topic.js';

const channelOf = ({ name }: TopicDefinition) => name.replaceAll(/[.-]/g, '_');
const messageOf = ({ ceType }: EventDefinition) => ceType.replaceAll(/[.-]/g, '_');
const plain = (schema: TSchema) => JSON.parse(JSON.stringify(schema)) as object;

function headersSchema({ ceType, scope }: EventDefinition): object {
  const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
  const required: string[] = [eventHeaders.id, eventHeaders.type, eventHeaders.source, eventHeaders.time];
  if (scope !== 'platform') required.push(eventHeaders.accountId);
  if (scope === 'shop') required.push(eventHeaders.shopId);
  return {
    type: 'object',
    required,
    properties: {
      [eventHeaders.specVersion]: text('CloudEvents', { const: '1.0' }),
      [eventHeaders.id]: text('Stays the same on every redelivery.', { maxLength: 200 }),
      [eventHeaders.type]: text('Type and version.', { const: ceType }),
      [eventHeaders.source]: text('Who produced it, such as /switchboard/routing.'),
      [eventHeaders.time]: text('When it was produced.', { format: 'date-time' }),
      [eventHeaders.subject]: text('The id of the thing it is about.'),
      [eventHeaders.accountId]: text('The tenant.', { format: 'uuid' }),
      [eventHeaders.shopId]: text('The shop.', { format: 'uuid' }),
      [eventHeaders.traceparent]: text('W3C trace context.'),
    },
  };
}

const channel = (topic: TopicDefinition, messages: readonly EventDefinition[]) => ({
  address: topic.name,
  title: topic.name,
  description: topic.description,
  messages: Object.fromEntries(
    messages.map((definition) => [
      messageOf(definition),
      { $ref: `#/components/messages/${messageOf(definition)}` },
    ]),
  ),
  bindings: {
    kafka: {
      topic: topic.name,
      partitions: topic.partitions,
      topicConfiguration: {
        'cleanup.policy': [topic.cleanup],
        ...(topic.retentionMs && { 'retention.ms': topic.retentionMs }),
      },
    },
  },
});

const message = (definition: EventDefinition) => ({
  name: definition.ceType,
  title: definition.type,
  summary: definition.description,
  contentType: 'application/json',
  headers: headersSchema(definition),
  payload: plain(definition.schema),
  bindings: { kafka: { key: { type: 'string', description: definition.topic.key } } },
});

const operation = (topic: TopicDefinition) => ({
  action: 'send',
  channel: { $ref: `#/channels/${channelOf(topic)}` },
  summary: `${topic.owner} -> ${topic.consumers.join(', ')}`,
});

/** docs/asyncapi.yaml: every topic and event, for tools. */
export function asyncApiDocument(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Switchboard events',
      version: '1.0.0',
      description:
        'Generated from libs/contracts; do not edit. CloudEvents 1.0 in binary mode on Kafka. Consumers take fields ' +
        'they do not know; a breaking change is a new version of the type, beside the old one.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries([
      ...topics.map((topic) => [channelOf(topic), channel(topic, definitionsOn(topic))]),
      ...topics.map(dlqOf).map((topic) => [channelOf(topic), channel(topic, [])]),
    ]),
    operations: Object.fromEntries(topics.map((topic) => [`send_${channelOf(topic)}`, operation(topic)])),
    components: {
      messages: Object.fromEntries(
        eventDefinitions.map((definition) => [messageOf(definition), message(definition)]),
      ),
    },
  };
  return stringify(document, { lineWidth: 110, aliasDuplicateObjects: false });
}

const retention = (topic: TopicDefinition) =>
  topic.cleanup === 'compact'
    ? 'compacted'
    : `${Number(topicConfig(topic)['retention.ms']) / 86_400_000} days`;

const listed = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

/** docs/events.md: the same for people, with the live stream's events. */
export const eventsDocument = (): string => `# Events

Generated from \`libs/contracts\` by \`npm run generate -w libs/contracts\`; do not edit. Fields, limits and headers of
each event: [asyncapi.yaml](asyncapi.yaml). A sample of each: \`libs/contracts/golden/\`.

CloudEvents 1.0 in binary mode: the attributes are Kafka headers (\`ce_id\`, \`ce_type\`, \`ce_source\`, \`ce_time\`,
\`ce_subject\`, \`accountid\`, \`shopid\`, \`traceparent\`), the record's value is the data as JSON. Order is per key.
Compacted topics carry whole states with version and actor: keep the highest version; deleted is a state. Everything is
delivered at least once: \`ce_id\` stays the same. Additive changes keep the version, so take fields you do not know,
and words you do not know: every list may grow, except a chat's state and the direction of a message.

| topic | key | owner | kept | partitions | read by |
| --- | --- | --- | --- | --- | --- |
${topics
  .map((topic) =>
    [
      topic.name,
      topic.key,
      topic.owner,
      retention(topic),
      String(topic.partitions),
      topic.consumers.join(', '),
    ].join(' | '),
  )
  .map((row) => `| ${row} |`)
  .join('\n')}

What a consumer cannot process goes to \`<topic>.dlq\` (kept 30 days) with the reason; an operator replays it.

${topics
  .map(
    (topic) =>
      `## ${topic.name}\n\n${topic.description}\n\n${definitionsOn(topic)
        .map((definition) => `- \`${definition.ceType}\`: ${definition.description}`)
        .join('\n')}`,
  )
  .join('\n\n')}

## Words

- State of a chat: ${listed(chatStates)}. Closed for good.
- Kinds of move, as an assignment says them (\`kind\`): ${listed(moveKinds)}.
- Reasons of chat events: ${listed(chatReasons)}.

## The live stream

Not Kafka: Server-Sent Events of \`GET /v1/stream\`, for frontends. Each has \`id\`, \`type\`, \`shopId\` and \`version\`; the
rest is in routing's openapi.json. How to resume: [libs/client](../libs/client/README.md).

| event | when |
| --- | --- |
${Object.entries(streamEvents)
  .map(([type, schema]) => `| \`${type}\` | ${(schema as { description?: string }).description} |`)
  .join('\n')}
`;
