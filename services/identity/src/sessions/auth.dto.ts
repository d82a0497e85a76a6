import { IdField, TextField } from '@switchboard/http';

/** Who wants in. */
export class LoginDto {
  /** Any text: an address that is not supported is answered like an unknown one. */
  @TextField({ max: 320 })
  email: string;

  /** As it was set. */
  @TextField({ max: 200 })
  password: string;

  /** Which account; without it the last used, else the oldest active one. */
  @IdField({ optional: true })
  accountId?: string;
}

/** The refresh token in hand. */
export class RefreshDto {
  /** Used up by this call; a repeat within ten seconds gets a sibling, a later one ends the session. */
  @TextField({ max: 200 })
  refreshToken: string;
}

/** Where to. */
export class SwitchDto {
  /** One of the caller's memberships. */
  @IdField()
  accountId: string;
}
