import { Injectable } from '@nestjs/common';
import { shopSettingsState, type EventActor, type ShopSettingsState } from '@switchboard/contracts';
import { problem, requireVersion } from '@switchboard/http';
import { auditEvent, Outbox, stateEvent } from '@switchboard/messaging';
import { databaseTime, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { ReadSettings } from './read-settings.query.js';
import { lockSettings, updateSettings } from './settings-record.js';
import type { SettingName, SettingValues, ShopSettings } from './shop-settings.entity.js';

/** A wish to change one setting of one shop, and who has it. */
export interface SettingChange<Name extends SettingName> {
  accountId: string;
  shopId: string;
  name: Name;
  values: SettingValues[Name];
  /** From If-Match. */
  seen: number | undefined;
  actor: EventActor;
}

/** Changes one setting whose current version the caller has seen. Throws `version.stale`, `not_found`. */
@Injectable()
export class ChangeSettings {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly readSettings: ReadSettings,
    private readonly outbox: Outbox,
  ) {}

  async run<Name extends SettingName>(change: SettingChange<Name>): Promise<ShopSettingsState[Name]> {
    await this.readSettings.require(change.accountId, change.shopId);
    const settings = await this.transactions.run((tx) => this.change(tx, change));
    return settings.toState()[change.name];
  }

  private async change<Name extends SettingName>(
    tx: Transaction,
    { accountId, shopId, name, values, seen, actor }: SettingChange<Name>,
  ): Promise<ShopSettings> {
    const settings = await lockSettings(tx, accountId, shopId);
    if (!settings) throw problem('not_found');
    requireVersion(seen, settings.versionOf(name));
    const before = settings.values(name);
    const at = await databaseTime(tx);
    if (!settings.change(name, values, actor, at)) return settings;

    await updateSettings(tx, settings);
    const entry = auditEvent({
      accountId,
      shopId,
      actor,
      action: `settings.${auditNames[name]}.updated`,
      target: { kind: 'settings', id: shopId },
      before: { ...before },
      after: { ...values },
      at,
    });
    await this.outbox.append(tx, [stateEvent(shopSettingsState, settings.toState()), entry]);
    return settings;
  }
}

const auditNames: Record<SettingName, string> = {
  assignment: 'assignment',
  chatAccess: 'chat_access',
  lifecycle: 'lifecycle',
};
