import { chatTranslationSetting, userTranslationSetting, type EventActor } from '@switchboard/contracts';
import { event, type OutgoingEvent } from '@switchboard/messaging';
import type { TranslationChoice } from './translation-setting.js';

/** Whose setting, in which shop, for which chat (none: for the whole shop). */
export interface SettingOwner {
  readonly accountId: string;
  readonly shopId: string;
  readonly userId: string;
  readonly chatId: string | null;
}

/** A setting as it stands, and who made it so. */
export interface SettingState {
  readonly owner: SettingOwner;
  /** Null: an override that was removed. */
  readonly choice: TranslationChoice | null;
  readonly version: number;
  readonly actor: EventActor;
  readonly changedAt: Date;
}

/** The state's event on translation.settings.v1. */
export function settingEvent({ owner, choice, version, actor, changedAt }: SettingState): OutgoingEvent {
  const { accountId, shopId, userId, chatId } = owner;
  const context = { accountId, shopId };
  const data = { ...context, userId, version, actor, occurredAt: changedAt.toISOString() };
  if (chatId !== null) return event(chatTranslationSetting, { ...data, chatId, setting: choice }, context);
  if (choice === null) throw new Error('only the override of a chat can be removed');
  return event(userTranslationSetting, { ...data, setting: choice }, context);
}
