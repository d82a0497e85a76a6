import {
  AnswerField,
  ChoiceListField,
  IdListField,
  InputRules,
  type InputRule,
  NameField,
  PageOf,
  TimeField,
} from '@switchboard/http';

/** What an account's key may be allowed; `reviews:*` are the platform's. */
export const accountScopes = ['inbound:write', 'outbound:read', 'chats:read'] as const;

/** What only the platform's keys may be allowed. */
export const platformScopes = ['reviews:read', 'reviews:write'] as const;

/** A scope of any key. */
export type Scope = (typeof accountScopes)[number] | (typeof platformScopes)[number];

/** The platform's scopes belong to keys that its operator makes. */
const onlyScopesOfAccounts: InputRule<NewApiKeyDto> = ({ scopes = [] }) => {
  const forbidden = scopes.filter((scope) => (platformScopes as readonly string[]).includes(scope));
  const message = `An API key of an account cannot have ${forbidden.join(', ')}`;
  return forbidden.length === 0 ? [] : [{ path: 'scopes', code: 'key.scope_forbidden', message }];
};

/** By this process's clock, as the guard judges it. */
const expiresLater: InputRule<NewApiKeyDto> = ({ expiresAt }) =>
  expiresAt === undefined || Date.parse(expiresAt) > Date.now()
    ? []
    : [{ path: 'expiresAt', code: 'out_of_range', message: 'The time must be in the future' }];

/** A key to make. */
@InputRules(onlyScopesOfAccounts, expiresLater)
export class NewApiKeyDto {
  /** To recognise it by. */
  @NameField()
  name: string;

  /** At least one. */
  @ChoiceListField([...accountScopes, ...platformScopes], { min: 1, max: 5 })
  scopes: Scope[];

  /** Limits it to these shops; without, every shop. */
  @IdListField({ min: 1, max: 1000, optional: true })
  shopIds?: string[];

  /** Refused from then on; without, it never expires. */
  @TimeField({ optional: true })
  expiresAt?: string;
}

/** An API key, without the key. */
export class ApiKeyDto {
  /** keyId. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** To recognise it by. */
  @AnswerField({ type: String })
  name: string;

  /** The first and last characters of the key. */
  @AnswerField({ type: String, example: 'swk_AbCd…wxyz' })
  hint: string;

  /** What it may do. */
  @AnswerField({ type: [String], enum: [...accountScopes] })
  scopes: string[];

  /** Null: every shop, also those opened later. */
  @AnswerField({ type: [String], format: 'uuid', nullable: true })
  shopIds: string[] | null;

  /** Who made it. */
  @AnswerField({ type: String, format: 'uuid', nullable: true })
  createdBy: string | null;

  /** When. */
  @AnswerField({ type: String, format: 'date-time' })
  createdAt: string;

  /** Refused from then on; null: never expires. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
}

/** A new key, shown this once. */
export class CreatedApiKeyDto extends ApiKeyDto {
  /** Sent as Bearer; stored nowhere. */
  @AnswerField({ type: String })
  key: string;
}

/** A page of keys. */
export class ApiKeyPage extends PageOf(ApiKeyDto) {}
