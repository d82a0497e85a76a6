import { AnswerField } from '@switchboard/http';

/** A direction on offer. */
export class LanguagePairDto {
  /** BCP 47. */
  @AnswerField({ example: 'es' })
  from: string;

  /** BCP 47. */
  @AnswerField({ example: 'en' })
  to: string;

  /** Who translates it, first one asked first. */
  @AnswerField({ type: [String], example: ['apertium'] })
  providers: string[];
}

/** What can be chosen from in the settings. */
export class LanguagesDto {
  /** Every direction that some provider translates now. */
  @AnswerField({ type: () => LanguagePairDto, isArray: true })
  items: LanguagePairDto[];
}
