import { jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { runOperator } from '@switchboard/chassis';
import type { Transaction } from '@switchboard/persistence';
import { type TestService } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';
import {
  deadLetterCommands,
  InvalidEventError,
  Outbox,
  stateCommands,
  type StateSource,
} from '../src/index.js';
import { eventually } from './eventually.js';
import { EffectsConsumer, Mischief, notesOf, notesReach } from './effects.js';
import { prepareGround, startProbe, wipe, type Ground } from './probe.js';
import { accountId, member } from './samples.js';
import { assignedRecord } from './wire.js';

const topic = 'routing.chats.v1';
const members = Array.from({ length: 1_200 }, () => uuid()).sort();

/** Owns 1,200 members that never change. */
@Injectable()
class Members implements StateSource {
  readonly topic = 'identity.members.v1';

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const page = members.filter((id) => after === undefined || id > after).slice(0, limit);
    await this.outbox.append(
      tx,
      page.map((id) => member(id, 7)),
    );
    return page.length < limit ? undefined : page.at(-1);
  }
}

describe('the operator’s commands', () => {
  let ground: Ground;
  let probe: TestService;
  const output: string[] = [];
  const environment = { ...process.env };

  beforeAll(async () => {
    ground = await prepareGround([topic, 'identity.members.v1']);
    probe = await startProbe({
      ground,
      controllers: [EffectsConsumer],
      messaging: { parkedRefreshMs: 50, tries: 1, stateRoundMs: 50 },
      states: { sources: [Members] },
    });
    process.env['DATABASE_URL'] = ground.database.url;
    process.env['KAFKA_BROKERS'] = ground.broker.brokers.join(',');
    process.env['KAFKA_TOPIC_PREFIX'] = ground.broker.topicPrefix;
  });
  beforeEach(async () => {
    await wipe(ground);
    Mischief.none();
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    output.length = 0;
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });
  afterAll(async () => {
    process.env = environment;
    await probe?.close();
    await ground?.close();
  });

  const run = async (...words: string[]): Promise<string> => {
    output.length = 0;
    const commands = [...deadLetterCommands('probe'), ...stateCommands('probe')];
    await runOperator({ service: 'probe', description: 'test', commands }, ['node', 'operator', ...words]);
    return output.join('');
  };
  const parked = async (key: string) =>
    (await ground.database.query('select 1 from parked_event where key = $1', [key])).length;

  it('list and replay a key that waits: in order, and what came meanwhile behind it', async () => {
    const chat = uuid();
    let broken = true;
    Mischief.before = ({ data }) => {
      if (broken && data.chat.version === 1) throw new RangeError('a bug');
    };
    await ground.broker.produce(
      topic,
      [1, 2, 3].map((version) => assignedRecord(chat, version)),
    );
    await eventually(async () => (await parked(chat)) === 3);
    expect(await run('dead-letters', '--topic', topic, '--key', chat)).toMatch(
      new RegExp(
        `1 dead letters, 1 keys waiting[^]*event.unexpected: RangeError[^]*key ${chat} of ${topic} waits .* with 3 events`,
      ),
    );
    expect(await run('replay', '--key', chat, '--dry-run')).toContain(
      'would replay 0 dead letters and 1 waiting keys',
    );
    expect(await notesOf(ground, chat)).toEqual([]);

    expect(await run('replay', '--key', chat, '--yes')).toContain('1 failed again');
    expect(process.exitCode).toBe(1);
    broken = false;
    expect(await run('replay', '--key', chat, '--yes')).toContain('1 of 1 keys replayed');
    await ground.broker.produce(topic, [assignedRecord(chat, 4)]);
    expect(await notesReach(ground, chat, 4)).toEqual(['1', '2', '3', '4']);
    expect(await run('replay', '--key', chat, '--yes')).toContain('nothing to replay');
  });

  it('give up the event at the head of a line', async () => {
    const chat = uuid();
    Mischief.before = ({ key, data }) => {
      if (key === chat && data.chat.version === 1) throw new RangeError('a bug for ever');
    };
    await ground.broker.produce(
      topic,
      [1, 2].map((version) => assignedRecord(chat, version)),
    );
    await eventually(async () => (await parked(chat)) === 2);
    expect(await run('replay', '--discard-first', '--yes')).toContain('--discard-first needs --key');
    expect(await run('replay', '--key', chat, '--discard-first', '--yes')).toContain('1 of 1 keys replayed');
    expect(await notesReach(ground, chat, 1)).toEqual(['2']);
  });

  it('replay a dead letter to this consumer alone, once', async () => {
    const chat = uuid();
    let unknown = true;
    Mischief.before = ({ key, data }) => {
      if (unknown && key === chat && data.chat.version === 1)
        throw new InvalidEventError('event.unknown_shop');
    };
    await ground.broker.produce(
      topic,
      [1, 2].map((version) => assignedRecord(chat, version)),
    );
    expect(await notesReach(ground, chat, 1)).toEqual(['2']);
    unknown = false;
    expect(await run('dead-letters', '--key', chat)).toMatch(
      /event\.unknown_shop: event\.unknown_shop {2}\[not replayed\]/,
    );
    expect(await run('replay', '--key', chat, '--yes')).toContain('1 of 1 keys replayed');
    expect(await notesReach(ground, chat, 2)).toEqual(['2', '1']);
    expect(await run('replay', '--key', chat, '--yes')).toContain('nothing to replay');
    expect(await run('replay', '--key', chat, '--again', '--yes')).toContain('1 of 1 keys replayed');
    expect(await notesOf(ground, chat)).toEqual(['2', '1']);
    expect(await run('dead-letters', '--key', chat)).toContain('[replayed]');
  });

  it('ask before they do anything, and name what they do not know', async () => {
    expect(await run('dead-letters', '--topic', 'no.such.topic')).toContain(
      'There is no topic no.such.topic.',
    );
    expect(process.exitCode).toBe(1);
    await ground.database.query(
      `insert into parked_key values ('switchboard-probe', '${topic}', 'k', 0, 'a reason')`,
    );
    expect(await run('replay', '--key', 'k')).toContain('repeat with --yes');
    expect(await run('replay', '--help')).toContain('--discard-first');
  });

  it('publish every state again, page by page', async () => {
    const published = await ground.broker.consume(['identity.members.v1']);
    await eventually(async () => (await ground.database.query('select 1 from state_republish')).length === 1);
    expect(await run('republish-states', '--dry-run')).toContain('would publish again: identity.members.v1');
    expect(published.messages).toEqual([]);
    expect(await run('republish-states', '--yes', '--wait', '60')).toContain(
      'published again: identity.members.v1',
    );
    await eventually(() => new Set(published.messages.map(({ key }) => key)).size === members.length, {
      timeoutMs: 20_000,
    });
    expect(published.messages[0]!.key).toMatch(new RegExp(`^${accountId}:`));
    const [row] = await ground.database.query<{ later: boolean }>(
      'select due_at > now() as later from state_republish',
    );
    expect(row!.later).toBe(true);
  });
});
