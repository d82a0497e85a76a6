import { isDeepStrictEqual } from 'node:util';
import type { AssignmentMode, ChatAccessRole, EventActor, ShopSettingsState } from '@switchboard/contracts';

/** The name of a setting. */
export type SettingName = 'assignment' | 'chatAccess' | 'lifecycle';

/** The values of each, without its version. A value that events of older releases do not carry is there as well. */
export type SettingValues = { [Name in SettingName]: Required<Omit<ShopSettingsState[Name], 'version'>> };

const valueColumns = {
  assignment: { mode: true },
  chatAccess: { roles: true },
  lifecycle: {
    autoCloseDays: true,
    requirePresence: true,
    reassignOfflineMinutes: true,
    reassignNoReplyMinutes: true,
  },
} as const satisfies { [Name in SettingName]: Record<keyof SettingValues[Name], true> };

const versionColumns = {
  assignment: 'assignmentVersion',
  chatAccess: 'chatAccessVersion',
  lifecycle: 'lifecycleVersion',
} as const;

type EveryValue = SettingValues['assignment'] & SettingValues['chatAccess'] & SettingValues['lifecycle'];

/** A shop's settings: assignment, chat access, lifecycle. */
export class ShopSettings implements EveryValue {
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
      Object.keys(valueColumns[name]).map((column) => [column, own[column]]),
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
