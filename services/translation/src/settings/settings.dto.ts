import {
  AnswerField,
  ChoiceField,
  FlagField,
  IdField,
  InputRules,
  LanguageField,
  type InputRule,
} from '@switchboard/http';
import { canonicalLanguage } from '@switchboard/text';
import type { TranslationChoice } from './translation-setting.js';

/** Which shop's setting. */
export class SettingsShopQuery {
  /** The shop. */
  @IdField()
  shopId: string;
}

const customNamesBoth: InputRule<SettingsValuesDto> = (choice) =>
  choice.mode !== 'custom'
    ? []
    : (['incomingTo', 'outgoingTo'] as const)
        .filter((path) => !choice[path])
        .map((path) => ({ path, code: 'required', message: 'The mode custom needs both languages' }));

/** A setting as it is put. */
@InputRules(customNamesBoth)
export class SettingsValuesDto {
  /** Whether anything is translated. */
  @FlagField()
  enabled: boolean;

  /** `auto`: languages are found; `custom`: both are given. */
  @ChoiceField(['auto', 'custom'])
  mode: 'auto' | 'custom';

  /** Custom: what customers write is shown in it. */
  @LanguageField({ optional: true, nullable: true })
  incomingTo?: string | null;

  /** Custom: what the user writes reaches customers in it. */
  @LanguageField({ optional: true, nullable: true })
  outgoingTo?: string | null;
}

/** A setting as it counts. */
export class SettingsDto {
  /** The shop. */
  @AnswerField({ format: 'uuid' })
  shopId: string;

  /** Whether anything is translated. */
  @AnswerField()
  enabled: boolean;

  /** `auto`: languages are found; `custom`: both are fixed. */
  @AnswerField({ enum: ['auto', 'custom'] })
  mode: 'auto' | 'custom';

  /** Custom: what customers write is shown in it. */
  @AnswerField({ type: String, nullable: true })
  incomingTo: string | null;

  /** Custom: what the user writes reaches customers in it. */
  @AnswerField({ type: String, nullable: true })
  outgoingTo: string | null;

  /** Also the ETag; 0 while it was never set. */
  @AnswerField()
  version: number;
}

/** A setting as it counts in one chat. */
export class ChatSettingsDto extends SettingsDto {
  /** The chat. */
  @AnswerField({ format: 'uuid' })
  chatId: string;

  /** Where it comes from: this chat's override, the user's setting in the shop, or the default. */
  @AnswerField({ enum: ['chat', 'user', 'default'] })
  source: 'chat' | 'user' | 'default';

  /** What the customer is taken to write; null: not known. */
  @AnswerField({ type: String, nullable: true })
  customerLanguage: string | null;
}

/** The setting in a body; auto names no language. */
export function toChoice({ enabled, mode, incomingTo, outgoingTo }: SettingsValuesDto): TranslationChoice {
  if (mode === 'auto') return { enabled, mode, incomingTo: null, outgoingTo: null };
  return {
    enabled,
    mode,
    incomingTo: canonicalLanguage(incomingTo)!,
    outgoingTo: canonicalLanguage(outgoingTo)!,
  };
}
