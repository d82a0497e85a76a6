import { Injectable } from '@nestjs/common';
import { AccessTokenIssuer } from './access-token-issuer.js';
import { ReadSelf } from './read-self.query.js';
import type { SessionCredentials } from './sessions.js';
import type { SignedInDto } from './signed-in.dto.js';

/** What every way of signing in answers, made after the commit. */
@Injectable()
export class SessionAnswer {
  constructor(
    private readonly readSelf: ReadSelf,
    private readonly tokens: AccessTokenIssuer,
  ) {}

  async build(accountId: string, userId: string, credentials: SessionCredentials): Promise<SignedInDto> {
    const { record, me } = await this.readSelf.withRecord(accountId, userId);
    const access = await this.tokens.issue(record, credentials.sessionId);
    return { ...access, refreshToken: credentials.refreshToken, ...me };
  }
}
