import { Injectable } from '@nestjs/common';
import {
  auditEntry,
  chatTranslationSetting,
  userTranslationSetting,
  type EventActor,
} from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import { statement, type Queryable } from '@switchboard/persistence';
import type { TranslationChoice } from './translation-setting.js';

/** Whose setting, in which shop, for which chat (none: for the whole shop). */
export interface SettingOwner {
  readonly accountId: string;
  readonly shopId: string;
  readonly userId: string;
  readonly chatId: string | null;
}

/** A change to be told. */
export interface SettingChange {
  readonly owner: SettingOwner;
  readonly before: TranslationChoice | null;
  readonly after: TranslationChoice | null;
  readonly version: number;
}

const clock = statement('setting_clock', 'select switchboard_now() as now');

/** Tells the others of a changed setting, and the audit trail who changed it. */
@Injectable()
export class SettingChanges {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, change: SettingChange): Promise<void> {
    const { owner, before, after } = change;
    const { accountId, shopId, userId, chatId } = owner;
    const [row] = await tx.query<{ now: Date }>(clock);
    const occurredAt = row!.now.toISOString();
    const actor: EventActor = { kind: 'user', id: userId };
    const target = chatId ? { kind: 'chat', id: chatId } : { kind: 'user', id: userId };
    const action = chatId ? 'chat.translation.updated' : 'settings.translation.updated';
    const audit = {
      accountId,
      shopId,
      actor,
      action,
      target,
      before: opaque(before),
      after: opaque(after),
      occurredAt,
    };
    const state = chatId
      ? event(
          chatTranslationSetting,
          { accountId, shopId, userId, chatId, setting: after, version: change.version, actor, occurredAt },
          { accountId, shopId },
        )
      : event(
          userTranslationSetting,
          { accountId, shopId, userId, setting: after!, version: change.version, actor, occurredAt },
          { accountId, shopId },
        );
    await this.outbox.append(tx, [state, event(auditEntry, audit, { accountId, shopId })]);
  }
}

const opaque = (choice: TranslationChoice | null) => choice && { ...choice };
