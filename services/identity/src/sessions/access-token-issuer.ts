import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import { accessTokenSeconds, signAccessToken } from '@switchboard/http';
import type { IdentityEnvironment } from '../environment.js';
import type { MemberRecord } from '../users/member-record.js';
import { signingKey, type SigningKey } from './signing-key.js';

/** An access token and the seconds it lives. */
export interface IssuedAccess {
  accessToken: string;
  expiresIn: number;
}

/** Makes access tokens: five minutes, with the member's rights of now. */
@Injectable()
export class AccessTokenIssuer {
  constructor(
    @Inject(signingKey) private readonly signing: SigningKey,
    @Inject(ENVIRONMENT) private readonly environment: Pick<IdentityEnvironment, 'TRUSTED_ISSUER'>,
  ) {}

  async issue(member: MemberRecord, sessionId: string): Promise<IssuedAccess> {
    const { account_id: accountId, user_id: userId, access_version: accessVersion, role, advanced } = member;
    const accessToken = await signAccessToken(
      { accountId, userId, sessionId, accessVersion, role, advanced },
      { ...this.signing, issuer: this.environment.TRUSTED_ISSUER },
    );
    return { accessToken, expiresIn: accessTokenSeconds };
  }
}
