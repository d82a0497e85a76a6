import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { requireVersion } from '@switchboard/http';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { AgentThreads } from './agent-threads.js';
import { choiceColumns, toVersionedChoice, type ChoiceRow, type VersionedChoice } from './choice-row.js';
import { SettingChanges } from './setting-changes.js';
import type { SettingOwner } from './setting-event.js';
import type { TranslationChoice } from './translation-setting.js';

const serialize = statement('setting_serialize', `select pg_advisory_xact_lock(hashtextextended($1, 0))`);

const readUser = statement(
  'setting_read_user',
  `select ${choiceColumns('s')} from user_setting s where s.shop_id = $1 and s.user_id = $2`,
);
const readChat = statement(
  'setting_read_chat',
  `select ${choiceColumns('s')} from chat_setting s where s.chat_id = $1 and s.user_id = $2`,
);

const assign = `enabled = excluded.enabled, mode = excluded.mode, incoming_to = excluded.incoming_to,
  outgoing_to = excluded.outgoing_to, version = excluded.version, actor = excluded.actor, changed_at = switchboard_now()`;
const writeUser = statement(
  'setting_write_user',
  `insert into user_setting (account_id, shop_id, user_id, enabled, mode, incoming_to, outgoing_to, version, actor)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (shop_id, user_id) do update set ${assign}
   returning changed_at as "changedAt"`,
);
const writeChat = statement(
  'setting_write_chat',
  `insert into chat_setting (account_id, shop_id, user_id, enabled, mode, incoming_to, outgoing_to, version, actor, chat_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (chat_id, user_id) do update set ${assign}
   returning changed_at as "changedAt"`,
);

/** Sets, overrides or (chat only, `after` null) removes a user's own setting. */
@Injectable()
export class PutSetting {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly changes: SettingChanges,
    private readonly threads: AgentThreads,
  ) {}

  /** `seen`: the version the caller has seen, where they say so. Throws `version.stale`. */
  async put(owner: SettingOwner, after: TranslationChoice | null, seen?: number): Promise<VersionedChoice> {
    return this.transactions.run(async (tx) => {
      const known = await this.lock(tx, owner);
      requireVersion(seen, known?.version ?? 0);
      const before = known?.choice ?? null;
      if (same(before, after)) return { choice: after, version: known?.version ?? 0 };
      const version = (known?.version ?? 0) + 1;
      const changedAt = await this.write(tx, owner, after, version);
      await this.changes.publish(tx, { owner, before, after, version, changedAt });
      const { accountId, userId, shopId, chatId } = owner;
      await this.threads.translateAgain(tx, { accountId, userId, shopId, ...(chatId ? { chatId } : {}) });
      return { choice: after, version };
    });
  }

  /** The first setting has no row to lock: the lock is on its name. */
  private async lock(tx: Transaction, { shopId, userId, chatId }: SettingOwner) {
    await tx.query(serialize, [`setting:${chatId ?? shopId}:${userId}`]);
    const [row] = await tx.query<ChoiceRow>(chatId ? readChat : readUser, [chatId ?? shopId, userId]);
    return toVersionedChoice(row);
  }

  private async write(
    tx: Transaction,
    owner: SettingOwner,
    after: TranslationChoice | null,
    version: number,
  ) {
    const { accountId, shopId, userId, chatId } = owner;
    const { enabled = null, mode = null, incomingTo = null, outgoingTo = null } = after ?? {};
    const actor = JSON.stringify(userActor(userId));
    const params = [accountId, shopId, userId, enabled, mode, incomingTo, outgoingTo, version, actor];
    const [row] = chatId
      ? await tx.query<{ changedAt: Date }>(writeChat, [...params, chatId])
      : await tx.query<{ changedAt: Date }>(writeUser, params);
    return row!.changedAt;
  }
}

const fields = ['enabled', 'mode', 'incomingTo', 'outgoingTo'] as const;
const same = (one: TranslationChoice | null, other: TranslationChoice | null) =>
  one === other || (one !== null && other !== null && fields.every((field) => one[field] === other[field]));
