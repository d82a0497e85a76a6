import { AnswerField, IdField, IntegerField, TimeField } from '@switchboard/http';

/** Which shop. */
export class UsageShopQuery {
  /** The shop. */
  @IdField()
  shopId: string;
}

/** Which shop and days. */
export class UsageQueryDto extends UsageShopQuery {
  /** From this time's day on; default: 30 days ago. */
  @TimeField({ optional: true })
  from?: string;

  /** Up to and with this time's day; default: today. */
  @TimeField({ optional: true })
  to?: string;
}

/** One day and provider. */
export class UsageDayDto {
  /** In UTC. */
  @AnswerField({ format: 'date' })
  day: string;

  /** Who translated. */
  @AnswerField({ example: 'apertium' })
  provider: string;

  /** Characters given to the provider; what the cache answered is not in it. */
  @AnswerField()
  characters: number;

  /** Requests to the provider. */
  @AnswerField()
  requests: number;
}

/** The days in order. */
export class UsageDto {
  /** Days without use are left out. */
  @AnswerField({ type: () => UsageDayDto, isArray: true })
  items: UsageDayDto[];
}

const MAX_CHARACTERS = 1_000_000_000_000;
/** A limit as it is put. */
export class LimitValuesDto {
  /** Characters that providers may be given per calendar month (UTC); null: no limit. */
  @IntegerField({ min: 0, max: MAX_CHARACTERS, nullable: true })
  monthlyCharacters: number | null;
}

/** A shop's limit. */
export class LimitDto extends LimitValuesDto {
  /** The shop. */
  @AnswerField({ format: 'uuid' })
  shopId: string;

  /** Also the ETag; 0 while it was never set. */
  @AnswerField()
  version: number;
}
