import {
  AnswerField,
  ChoiceField,
  FlagField,
  IdField,
  InputRules,
  PageOf,
  PageQuery,
  RefusedField,
  TextField,
  type InputRule,
} from '@switchboard/http';
import { ShopAccessField, shopAccessSchema } from './shop-access.field.js';
import { rightsOfAdmins, type GivenRole } from './user-policy.js';

/** What each list holds. */
const statusesOf = { invited: ['pending', 'expired'], added: ['active', 'deactivated'] };
const statusOfTheList: InputRule<UsersQuery> = ({ list = 'added', status }) => {
  if (status === undefined || statusesOf[list].includes(status)) return [];
  const message = `The ${list} list holds ${statusesOf[list].join(' and ')} users`;
  return [{ path: 'status', code: 'not_allowed', message }];
};

/** Which users to list. */
@InputRules(statusOfTheList)
export class UsersQuery extends PageQuery {
  /** `invited`: not activated yet; `added`: active and deactivated ones. */
  @ChoiceField(['invited', 'added'], { optional: true, description: 'Default added' })
  list: 'invited' | 'added' = 'added';

  /** Of the invited list `pending`, `expired`; of the added list `active`, `deactivated`. */
  @ChoiceField(['pending', 'expired', 'active', 'deactivated'], { optional: true })
  status?: 'pending' | 'expired' | 'active' | 'deactivated';

  /** One role only. */
  @ChoiceField(['owner', 'admin', 'agent'], { optional: true })
  role?: 'owner' | 'admin' | 'agent';

  /** Those who have this shop. */
  @IdField({ optional: true })
  shopId?: string;

  /** Part of the e-mail address, or of an added user's name. */
  @TextField({ max: 200, optional: true })
  q?: string;
}

/** What of a user can be changed: the role, never the e-mail. */
@InputRules(rightsOfAdmins)
export class UserChangesDto {
  /** The owner is made by signing up and stays. */
  @ChoiceField(['admin', 'agent'], { optional: true })
  role?: GivenRole;

  /** "advanced customer service authority", for agents. */
  @FlagField({ optional: true })
  advanced?: boolean;

  /** For agents; administrators have every shop. */
  @ShopAccessField({ optional: true })
  shopAccess?: 'all' | string[];

  /** Known so that it is refused with its own code. */
  @RefusedField('user.email_immutable', 'The e-mail address of a user cannot be changed')
  email?: never;
}

/** A member of the account. Of an invited one only what the inviter typed. */
export class UserDto {
  /** userId. */
  @AnswerField({ type: String, format: 'uuid' })
  id: string;

  /** Never changes. */
  @AnswerField({ type: String, format: 'email' })
  email: string;

  /** Null until the invitation is accepted. */
  @AnswerField({ type: String, nullable: true })
  displayName: string | null;

  /** Role in this account. */
  @AnswerField({ type: String, enum: ['owner', 'admin', 'agent'] })
  role: string;

  /** The grant "advanced customer service authority"; an administrator has it by role. */
  @AnswerField({ type: Boolean })
  advanced: boolean;

  /** `all` (also shops added later), or shop ids. */
  @AnswerField(shopAccessSchema)
  shopAccess: 'all' | string[];

  /** `pending` and `expired` are invited, `active` and `deactivated` added; `deleted` only in the answer to DELETE. */
  @AnswerField({ type: String, enum: ['pending', 'expired', 'active', 'deactivated', 'deleted'] })
  status: string;

  /** The person's own; of an invited one that of the invitation. */
  @AnswerField({ type: String, example: 'es' })
  language: string;

  /** Who invited them; null for the owner. */
  @AnswerField({ type: String, format: 'uuid', nullable: true })
  invitedBy: string | null;

  /** When they were invited, or signed up. */
  @AnswerField({ type: String, format: 'date-time' })
  invitedAt: string;

  /** Of the invitation's link; null once it is accepted. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  /** When they accepted; null before. */
  @AnswerField({ type: String, format: 'date-time', nullable: true })
  activatedAt: string | null;

  /** Rises with every change. */
  @AnswerField({ type: Number })
  version: number;
}

/** A user after a change. */
export class ChangedUserDto extends UserDto {
  /** `routing.unconfirmed`: the change stands, routing learns of it a moment later. */
  @AnswerField({ type: [String], example: ['routing.unconfirmed'] })
  warnings: string[];
}

/** A page of users. */
export class UserPage extends PageOf(UserDto) {}
