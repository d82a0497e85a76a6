import { isDeepStrictEqual } from 'node:util';
import type { AssignmentMode, ChatAccessRole, EventActor, ShopSettingsState } from '@switchboard/contracts';

/** The three settings of a shop, each with a version of its own. */
export interface SettingValues {
  assignment: Pick<ShopSettingsState['assignment'], 'mode'>;
  chatAccess: Pick<ShopSettingsState['chatAccess'], 'roles'>;
  lifecycle: Omit<ShopSettingsState['lifecycle'], 'version'>;
}
/** The name of a setting. */
export type SettingName = keyof SettingValues;

const valueColumns = {
  assignment: ['mode'],
  chatAccess: ['roles'],
  lifecycle: ['autoCloseDays', 'requirePresence', 'reassignOfflineMinutes', 'reassignNoReplyMinutes'],
} as const satisfies { [Name in SettingName]: readonly (keyof SettingValues[Name])[] };

const versionColumns = {
  assignment: 'assignmentVersion',
  chatAccess: 'chatAccessVersion',
  lifecycle: 'lifecycleVersion',
} as const;

/** A shop's settings: assignment, chat access, lifecycle. */
export class ShopSettings {
  accountId: string;

  shopId: string;

  mode: AssignmentMode;

  assignmentVersion: number;

  roles: ChatAccessRole[];

  chatAccessVersion: number;

  autoCloseDays: number | null;

  requirePresence: boolean;

  reassignOfflineMinutes: number | null;

  reassignNoReplyMinutes: number | null;

  lifecycleVersion: number;

  /** Rises with each of the three. */
  version: number;

  updatedAt: Date;

  updatedBy: EventActor;

  /** The values of one setting, without its version. */
  values<Name extends SettingName>(name: Name): SettingValues[Name] {
    const own = this as unknown as Record<string, unknown>;
    return Object.fromEntries(
      valueColumns[name].map((column) => [column, own[column]]),
    ) as SettingValues[Name];
  }

  /** The version of one setting. */
  versionOf(name: SettingName): number {
    return this[versionColumns[name]];
  }

  /** Takes new values over; false where they are the ones it has. */
  change<Name extends SettingName>(
    name: Name,
    values: SettingValues[Name],
    actor: EventActor,
    at: Date,
  ): boolean {
    if (isDeepStrictEqual(this.values(name), values)) return false;
    Object.assign(this, values, { updatedBy: actor, updatedAt: at });
    this[versionColumns[name]] += 1;
    this.version += 1;
    return true;
  }

  /** The state as it is published. */
  toState(): ShopSettingsState {
    const part = <Name extends SettingName>(name: Name) => ({
      ...this.values(name),
      version: this.versionOf(name),
    });
    return {
      accountId: this.accountId,
      shopId: this.shopId,
      assignment: part('assignment'),
      chatAccess: part('chatAccess'),
      lifecycle: part('lifecycle'),
      version: this.version,
      actor: this.updatedBy,
      occurredAt: this.updatedAt.toISOString(),
    };
  }
}
