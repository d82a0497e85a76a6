import { Injectable } from '@nestjs/common';
import type { EventActor } from '@switchboard/contracts';
import { Outbox, type OutgoingEvent } from '@switchboard/messaging';
import { statement, TransactionRunner, type Statement } from '@switchboard/persistence';
import { languageEvent, type ToldLanguage } from '../messages/chat-language-event.js';
import { choiceColumns, toVersionedChoice, type ChoiceRow } from '../settings/choice-row.js';
import { settingEvent, type SettingOwner } from '../settings/setting-event.js';

/** What to publish again, and whom to tell how far it is. */
export interface Republishing {
  /** Count instead of publishing. */
  readonly dryRun?: boolean;
  readonly onProgress?: (published: number) => void;
}

const AT_ONCE = 500;
const NOBODY = '00000000-0000-0000-0000-000000000000';

const page = `limit ${AT_ONCE} for no key update`;
const owner = 's.account_id as "accountId", s.shop_id as "shopId", s.user_id as "userId"';
const state = `${choiceColumns('s')}, s.actor, s.changed_at as "changedAt"`;

const users = statement(
  'republish_users',
  `select ${owner}, null as "chatId", ${state} from user_setting s
   where (s.shop_id, s.user_id) > ($1::uuid, $2::uuid) order by s.shop_id, s.user_id ${page}`,
);
const overrides = statement(
  'republish_overrides',
  `select ${owner}, s.chat_id as "chatId", ${state} from chat_setting s
   where (s.chat_id, s.user_id) > ($1::uuid, $2::uuid) order by s.chat_id, s.user_id ${page}`,
);
const languages = statement(
  'republish_languages',
  `select id, account_id as "accountId", shop_id as "shopId", language, language_version as "languageVersion",
     switchboard_now() as now
   from chat where id > $1::uuid and $2::uuid is not null and language_version > 0 order by id ${page}`,
);

type SettingRow = SettingOwner & ChoiceRow & { actor: EventActor; changedAt: Date };

/**
 * Publishes every state of translation.settings.v1 once more, unchanged and with its version: for a consumer that
 * lost its data, and nightly against a late older record. Rows are locked while their state goes into the outbox.
 */
@Injectable()
export class RepublishStates {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
  ) {}

  /** Answers how many states. */
  async run({ dryRun = false, onProgress }: Republishing = {}): Promise<number> {
    let published = 0;
    const inPages = async <Row>(
      rowsAfter: Statement,
      keyOf: (row: Row) => string[],
      toEvent: (row: Row) => OutgoingEvent,
    ) => {
      let after = [NOBODY, NOBODY];
      for (let full = true; full;) {
        const rows = await this.transactions.run(async (tx) => {
          const found = await tx.query<Row>(rowsAfter, after);
          if (!dryRun) await this.outbox.append(tx, found.map(toEvent));
          return found;
        });
        published += rows.length;
        onProgress?.(published);
        full = rows.length === AT_ONCE;
        if (full) after = keyOf(rows.at(-1)!);
      }
    };
    await inPages<SettingRow>(users, ({ shopId, userId }) => [shopId, userId], toSettingEvent);
    await inPages<SettingRow>(overrides, ({ chatId, userId }) => [chatId!, userId], toSettingEvent);
    await inPages<ToldLanguage & { now: Date }>(
      languages,
      ({ id }) => [id, NOBODY],
      (chat) => languageEvent(chat, chat.now),
    );
    return published;
  }
}

function toSettingEvent(row: SettingRow): OutgoingEvent {
  const { accountId, shopId, userId, chatId, version, actor, changedAt } = row;
  const choice = toVersionedChoice(row)?.choice ?? null;
  return settingEvent({ owner: { accountId, shopId, userId, chatId }, choice, version, actor, changedAt });
}
