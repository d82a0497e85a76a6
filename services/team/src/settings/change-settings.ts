import { Injectable } from '@nestjs/common';
import type { EventActor, ShopSettingsState } from '@switchboard/contracts';
import { problem, requireVersion } from '@switchboard/http';
import { TransactionRunner, type Transaction } from '@switchboard/persistence';
import { AuditTrail } from '../audit/audit-trail.js';
import { now } from '../db/now.js';
import { ReadSettings } from './read-settings.query.js';
import { SettingsAnnouncement } from './settings-announcement.js';
import { ShopSettings, type SettingName, type SettingValues } from './shop-settings.entity.js';

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
    private readonly announcement: SettingsAnnouncement,
    private readonly audit: AuditTrail,
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
    const repository = tx.manager.getRepository(ShopSettings);
    const settings = await repository.findOne({
      where: { accountId, shopId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!settings) throw problem('not_found');
    requireVersion(seen, settings.versionOf(name));
    const before = settings.values(name);
    const at = await now(tx);
    if (!settings.change(name, values, actor, at)) return settings;

    await repository.update({ accountId, shopId }, settings);
    await this.announcement.publish(tx, [settings]);
    await this.audit.record(tx, {
      accountId,
      shopId,
      actor,
      action: `settings.${auditNames[name]}.updated`,
      target: { kind: 'settings', id: shopId },
      before: { ...before },
      after: { ...values },
      occurredAt: at.toISOString(),
    });
    return settings;
  }
}

const auditNames: Record<SettingName, string> = {
  assignment: 'assignment',
  chatAccess: 'chat_access',
  lifecycle: 'lifecycle',
};
