import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { auditEvent, Outbox } from '@switchboard/messaging';
import type { Queryable } from '@switchboard/persistence';
import { settingEvent, type SettingOwner } from './setting-event.js';
import type { TranslationChoice } from './translation-setting.js';

/** A change to be published. */
export interface SettingChange {
  readonly owner: SettingOwner;
  readonly before: TranslationChoice | null;
  readonly after: TranslationChoice | null;
  readonly version: number;
  readonly changedAt: Date;
}

/** Tells the others of a changed setting, and the audit trail who changed it. */
@Injectable()
export class SettingChanges {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Queryable, change: SettingChange): Promise<void> {
    const { owner, before, after, version, changedAt } = change;
    const { accountId, shopId, userId, chatId } = owner;
    const actor = userActor(userId);
    const audit = auditEvent({
      accountId,
      shopId,
      actor,
      action: chatId ? 'chat.translation.updated' : 'settings.translation.updated',
      target: chatId ? { kind: 'chat', id: chatId } : { kind: 'user', id: userId },
      before: before && { ...before },
      after: after && { ...after },
      at: changedAt,
    });
    await this.outbox.append(tx, [settingEvent({ owner, choice: after, version, actor, changedAt }), audit]);
  }
}
