import { eventDefinitions } from '@switchboard/contracts';
import { recordOf, relayedTypes } from './relayed-events.js';

it('every event that routing puts on a topic is shown by the live stream, or said not to be', () => {
  const own = eventDefinitions.filter(({ topic }) => ['routing', 'every service'].includes(topic.owner));
  expect([...relayedTypes].sort()).toEqual(own.map(({ ceType }) => ceType).sort());
});

it('an event that is not streamed, or of a newer release, leaves no record', () => {
  const row = { id: 'e', payload: {} };
  expect(recordOf({ ...row, type: 'audit.entry.v1' })).toBeUndefined();
  expect(recordOf({ ...row, type: 'routing.chat.eaten.v1' })).toBeUndefined();
});
