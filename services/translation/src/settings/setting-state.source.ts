import { Injectable } from '@nestjs/common';
import { translationSettingsTopic, type EventActor } from '@switchboard/contracts';
import { Outbox, type OutgoingEvent, type StateSource } from '@switchboard/messaging';
import {
  decodeCursor,
  encodeCursor,
  statement,
  type Statement,
  type Transaction,
} from '@switchboard/persistence';
import { NIL } from 'uuid';
import { languageEvent, type ToldLanguage } from '../messages/chat-language-event.js';
import { choiceColumns, toVersionedChoice, type ChoiceRow } from './choice-row.js';
import { settingEvent, type SettingOwner } from './setting-event.js';

const owner = 's.account_id as "accountId", s.shop_id as "shopId", s.user_id as "userId"';
const state = `${choiceColumns('s')}, s.actor, s.changed_at as "changedAt"`;

type SettingRow = SettingOwner & ChoiceRow & { actor: EventActor; changedAt: Date };
type LanguageRow = ToldLanguage & { now: Date };

/** One kind of state: its rows after a pair of ids, locked, and what becomes of a row. */
interface Kind<Row> {
  readonly rows: Statement;
  idsOf(row: Row): readonly [string, string];
  toEvent(row: Row): OutgoingEvent;
}

const ofUsers: Kind<SettingRow> = {
  rows: statement(
    'states_of_users',
    `select ${owner}, null as "chatId", ${state} from user_setting s
     where (s.shop_id, s.user_id) > ($1::uuid, $2::uuid) order by s.shop_id, s.user_id limit $3 for share`,
  ),
  idsOf: ({ shopId, userId }) => [shopId, userId],
  toEvent: toSettingEvent,
};

const ofChats: Kind<SettingRow> = {
  rows: statement(
    'states_of_chats',
    `select ${owner}, s.chat_id as "chatId", ${state} from chat_setting s
     where (s.chat_id, s.user_id) > ($1::uuid, $2::uuid) order by s.chat_id, s.user_id limit $3 for share`,
  ),
  idsOf: ({ chatId, userId }) => [chatId ?? NIL, userId],
  toEvent: toSettingEvent,
};

const ofLanguages: Kind<LanguageRow> = {
  rows: statement(
    'states_of_languages',
    `select id, account_id as "accountId", shop_id as "shopId", language, language_version as "languageVersion",
       switchboard_now() as now
     from chat where (id, id) > ($1::uuid, $2::uuid) and language_version > 0 order by id limit $3 for share`,
  ),
  idsOf: ({ id }) => [id, id],
  toEvent: (chat) => languageEvent(chat, chat.now),
};

const kinds = [ofUsers, ofChats, ofLanguages] as readonly Kind<SettingRow | LanguageRow>[];

/** Every state of translation.settings.v1: users' settings, overrides, chats' languages, in this order. */
@Injectable()
export class SettingStateSource implements StateSource {
  readonly topic = translationSettingsTopic.name;

  constructor(private readonly outbox: Outbox) {}

  async appendPage(tx: Transaction, after: string | undefined, limit: number): Promise<string | undefined> {
    const [at, ...ids] = after ? decodeCursor(after, 3) : [0, NIL, NIL];
    const kind = kinds[Number(at)];
    if (!kind) return undefined;
    const rows = await tx.query<SettingRow | LanguageRow>(kind.rows, [...ids, limit]);
    await this.outbox.append(tx, rows.map(kind.toEvent));
    const last = rows.at(-1);
    if (last && rows.length === limit) return encodeCursor([Number(at), ...kind.idsOf(last)]);
    return Number(at) + 1 < kinds.length ? encodeCursor([Number(at) + 1, NIL, NIL]) : undefined;
  }
}

function toSettingEvent(row: SettingRow): OutgoingEvent {
  const { accountId, shopId, userId, chatId, version, actor, changedAt } = row;
  const choice = toVersionedChoice(row)?.choice ?? null;
  return settingEvent({ owner: { accountId, shopId, userId, chatId }, choice, version, actor, changedAt });
}
