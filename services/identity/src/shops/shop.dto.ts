import { AnswerField, LanguageField, NameField, PageOf } from '@switchboard/http';

/** A shop to open. */
export class NewShopDto {
  /** Shown to the team. */
  @NameField()
  name: string;

  /** What customers are taken to write when nothing else tells. */
  @LanguageField({ optional: true, nullable: true })
  customerLanguage?: string | null;
}

/** What of a shop can be changed. */
export class ShopChangesDto {
  /** Shown to the team. */
  @NameField({ optional: true })
  name?: string;

  /** What customers are taken to write when nothing else tells; null: nothing is assumed. */
  @LanguageField({ optional: true, nullable: true })
  customerLanguage?: string | null;
}

/** One storefront of the account. */
export class ShopDto {
  /** shopId. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** Shown to the team. */
  @AnswerField({ type: String })
  name: string;

  /** What customers are taken to write when nothing else tells. */
  @AnswerField({ type: String, nullable: true, example: 'es' })
  customerLanguage: string | null;

  /** Always `active`. */
  @AnswerField({ type: String, enum: ['active'] })
  status: string;

  /** Rises with every change. */
  @AnswerField({ type: Number })
  version: number;

  /** When it was opened. */
  @AnswerField({ type: String, format: 'date-time' })
  createdAt: string;
}

/** A page of shops. */
export class ShopPage extends PageOf(ShopDto) {}
