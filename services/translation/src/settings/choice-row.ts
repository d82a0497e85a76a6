import type { TranslationChoice } from './translation-setting.js';

/** A setting's columns as both tables have them. */
export interface ChoiceRow {
  /** Null: an override that was removed. */
  readonly enabled: boolean | null;
  readonly mode: 'auto' | 'custom' | null;
  readonly incomingTo: string | null;
  readonly outgoingTo: string | null;
  readonly version: number;
}

/** A setting with its version, which goes on when an override is removed and made again. */
export interface VersionedChoice {
  readonly choice: TranslationChoice | null;
  readonly version: number;
}

/** The columns of the table under this name. */
export const choiceColumns = (name: string) =>
  `${name}.enabled, ${name}.mode, ${name}.incoming_to as "incomingTo", ${name}.outgoing_to as "outgoingTo", ${name}.version`;

/** The row as the code uses it. */
export function toVersionedChoice(row: ChoiceRow | undefined): VersionedChoice | undefined {
  if (!row) return undefined;
  const { enabled, mode, incomingTo, outgoingTo, version } = row;
  return {
    version,
    choice: enabled === null ? null : { enabled, mode: mode ?? 'auto', incomingTo, outgoingTo },
  };
}
