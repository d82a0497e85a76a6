import { type Collected, type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import { InvalidEventError, TransientError } from '../src/index.js';
import { eventually } from './eventually.js';
import { EffectsConsumer, Mischief, notesOf, notesReach } from './effects.js';
import { prepareGround, startProbe, type Ground } from './probe.js';
import { assignedRecord } from './wire.js';

const topic = 'routing.chats.v1';

describe('the consumer, on a real broker and a real database', () => {
  let ground: Ground;
  let probe: TestService;
  let deadLetters: Collected;

  beforeAll(async () => {
    ground = await prepareGround([topic]);
    probe = await startProbe({ ground, controllers: [EffectsConsumer], messaging: { parkedRefreshMs: 100 } });
    deadLetters = await ground.broker.consume([`${topic}.dlq`]);
  });
  afterAll(async () => {
    await probe?.close();
    await ground?.close();
  });
  beforeEach(() => Mischief.none());

  const parkedCount = async (key: string): Promise<number> => {
    const [row] = await ground.database.query<{ count: number }>(
      'select count(*)::int as count from parked_event where key = $1',
      [key],
    );
    return row!.count;
  };
  const deadLetterOf = (key: string) => deadLetters.waitFor((letter) => letter.key === key);

  it('takes effect once for an event delivered twice, and goes on', async () => {
    const chat = uuid();
    const twice = assignedRecord(chat, 1);
    await ground.broker.produce(topic, [twice, twice, assignedRecord(chat, 2), twice]);
    await ground.broker.produce(topic, [assignedRecord(chat, 3)]);
    expect(await notesReach(ground, chat, 3)).toEqual(['1', '2', '3']);
  });

  it('keeps the order of each key while keys overtake each other', async () => {
    const chats = Array.from({ length: 20 }, () => uuid());
    Mischief.before = async ({ data }) => {
      if (chats.indexOf(data.chat.id) % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    };
    const versions = Array.from({ length: 10 }, (_, at) => at + 1);
    await ground.broker.produce(
      topic,
      versions.flatMap((version) => chats.map((chat) => assignedRecord(chat, version))),
    );
    for (const chat of chats) expect(await notesReach(ground, chat, 10)).toEqual(versions.map(String));
  });

  it('waits in place for a dependency that is away, without a limit and without holding up other keys', async () => {
    const [slow, quick] = [uuid(), uuid()];
    let away = true;
    let tries = 0;
    Mischief.before = ({ key }) => {
      if (key !== slow || !away) return;
      tries += 1;
      throw new TransientError('away');
    };
    await ground.broker.produce(topic, [
      assignedRecord(slow, 1),
      assignedRecord(slow, 2),
      assignedRecord(quick, 1),
    ]);
    expect(await notesReach(ground, quick, 1)).toEqual(['1']);
    await eventually(() => tries >= 5, { describe: 'more tries than an unexpected error would get' });
    expect(await notesOf(ground, slow)).toEqual([]);
    away = false;
    expect(await notesReach(ground, slow, 2)).toEqual(['1', '2']);
  });

  it.each([
    ['bytes that are no JSON', { value: 'garbage \u0000' }, 'event.invalid'],
    ['JSON that is no event', { value: '[]' }, 'event.invalid'],
    ['an object in place of a string', { value: { chat: { id: { $ne: 1 } } } }, 'event.invalid'],
    ['nothing', { value: '' }, 'event.invalid'],
    [
      'a version from the future',
      { headers: { ce_type: 'routing.chat.assigned.v99' } },
      'event.unknown_version',
    ],
    ['an unknown type', { headers: { ce_type: 'routing.chat.eaten.v1' } }, 'event.unknown_type'],
    ['no headers at all', { headers: undefined }, 'event.missing_header'],
  ])('puts %s aside with the reason, and the key goes on', async (_, change, reason) => {
    const chat = uuid();
    const good = assignedRecord(chat, 1);
    const headers =
      'headers' in change ? change.headers && { ...good.headers, ...change.headers } : good.headers;
    await ground.broker.produce(topic, [
      { ...good, ...change, ...(headers ? { headers } : { headers: {} }) },
      assignedRecord(chat, 2),
    ]);
    expect(await notesReach(ground, chat, 1)).toEqual(['2']);
    const letter = await deadLetterOf(chat);
    expect(letter.headers).toMatchObject({
      dlq_reason: reason,
      dlq_consumer: 'switchboard-probe',
      dlq_topic: topic,
    });
    expect(letter.headers['dlq_parked']).toBeUndefined();
  });

  it('puts an event under a wrong key aside: its order would mean nothing', async () => {
    const [chat, wrong] = [uuid(), uuid()];
    await ground.broker.produce(topic, [{ ...assignedRecord(chat, 1), key: wrong }]);
    expect((await deadLetterOf(wrong)).headers).toMatchObject({ dlq_reason: 'event.wrong_key' });
  });

  it('puts aside what the handler calls invalid, at the first try', async () => {
    const chat = uuid();
    let calls = 0;
    Mischief.before = ({ key, data }) => {
      if (key !== chat || data.chat.version !== 1) return;
      calls += 1;
      throw new InvalidEventError('event.unknown_shop');
    };
    await ground.broker.produce(topic, [assignedRecord(chat, 1), assignedRecord(chat, 2)]);
    expect(await notesReach(ground, chat, 1)).toEqual(['2']);
    expect((await deadLetterOf(chat)).headers).toMatchObject({ dlq_reason: 'event.unknown_shop' });
    expect(calls).toBe(1);
  });

  it('tries an unexpected error a few times, then parks the key: later events wait, other keys do not', async () => {
    const [poisoned, healthy] = [uuid(), uuid()];
    let broken = true;
    const seen: number[] = [];
    Mischief.before = ({ key, data }) => {
      if (key !== poisoned) return;
      seen.push(data.chat.version);
      if (broken && data.chat.version === 1) throw new RangeError('a bug');
    };
    await ground.broker.produce(
      topic,
      [1, 2, 3].map((version) => assignedRecord(poisoned, version)),
    );
    await ground.broker.produce(topic, [assignedRecord(healthy, 1)]);
    expect(await notesReach(ground, healthy, 1)).toEqual(['1']);
    const letter = await deadLetterOf(poisoned);
    expect(letter.headers).toMatchObject({ dlq_reason: 'event.unexpected', dlq_parked: 'true' });
    expect(letter.headers['dlq_detail']).toMatch(/^RangeError/);
    await eventually(async () => (await parkedCount(poisoned)) === 3);
    expect(seen).toEqual([1, 1, 1]);
    expect(await notesOf(ground, poisoned)).toEqual([]);

    await ground.database.query('update parked_key set release_requested_at = now() where key = $1', [
      poisoned,
    ]);
    await eventually(async () => {
      const [row] = await ground.database.query<{ waits: boolean }>(
        'select release_requested_at is null as waits from parked_key where key = $1',
        [poisoned],
      );
      return row?.waits;
    }, { describe: 'the key to wait again, because it failed again' }); // prettier-ignore

    broken = false;
    await ground.database.query('update parked_key set release_requested_at = now() where key = $1', [
      poisoned,
    ]);
    await ground.broker.produce(topic, [assignedRecord(poisoned, 4)]);
    expect(await notesReach(ground, poisoned, 4)).toEqual(['1', '2', '3', '4']);
    await eventually(async () => (await parkedCount(poisoned)) === 0);
  });
});
