import { Inject, Injectable } from '@nestjs/common';
import { accessTokenSeconds, signAccessToken } from '@switchboard/http';
import { identitySettings, type IdentitySettings } from '../identity.settings.js';
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
    @Inject(identitySettings) private readonly settings: IdentitySettings,
  ) {}

  async issue(member: MemberRecord, sessionId: string): Promise<IssuedAccess> {
    const { account_id: accountId, user_id: userId, access_version: accessVersion, role, advanced } = member;
    const accessToken = await signAccessToken(
      { accountId, userId, sessionId, accessVersion, role, advanced },
      { ...this.signing, issuer: this.settings.issuer },
    );
    return { accessToken, expiresIn: accessTokenSeconds };
  }
}
