import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '@switchboard/persistence';
import {
  AccessAuthority,
  type KeyAccess,
  type MemberCheck,
  type ShopRecord,
} from '../access/access-directory.js';
import { httpSettings, type HttpSettings } from '../http.settings.js';
import { AccessProjection } from '../projection/access-projection.js';
import { InternalHttp } from './internal-http.js';

/** Paths that identity answers for the other services. */
export const identityPaths = {
  accessChecks: '/internal/v1/access-checks',
  shop: (shopId: string) => `/internal/v1/shops/${shopId}`,
  membership: (accountId: string, userId: string) => `/internal/v1/memberships/${accountId}/${userId}`,
};

/**
 * Identity asked over HTTP. What it answers goes into the projection too (guarded by version), so that the
 * next request need not ask again.
 */
@Injectable()
export class IdentityClient extends AccessAuthority {
  private readonly logger = new Logger(IdentityClient.name);

  constructor(
    @Inject(httpSettings) private readonly settings: HttpSettings,
    private readonly http: InternalHttp,
    private readonly projection: AccessProjection,
    private readonly database: Database,
  ) {
    super();
  }

  /** A member and one of their sessions as identity knows them at this moment. */
  async member(accountId: string, userId: string, sessionId: string): Promise<MemberCheck | undefined> {
    const check = await this.post<MemberCheck>({ accountId, userId, sessionId });
    if (check) await this.keep(() => this.projection.applyRights(this.database, check));
    return check;
  }

  /** An API key. */
  async key(keyId: string): Promise<KeyAccess | undefined> {
    const found = await this.post<KeyAccess>({ keyId });
    if (found) await this.keep(() => this.projection.applyKey(this.database, found));
    return found;
  }

  /** A shop. */
  async shop(shopId: string): Promise<ShopRecord | undefined> {
    const { status, body } = await this.http.call<ShopRecord>(this.origin, identityPaths.shop(shopId));
    if (status !== 200) return undefined;
    await this.keep(() => this.projection.applyShop(this.database, body));
    return body;
  }

  private async post<T>(body: object): Promise<T | undefined> {
    const answer = await this.http.call<T>(this.origin, identityPaths.accessChecks, { method: 'POST', body });
    return answer.status === 200 ? answer.body : undefined;
  }

  private get origin(): string {
    if (!this.settings.identityUrl) throw new Error('identityUrl is not set: identity cannot be asked');
    return this.settings.identityUrl;
  }

  private async keep(apply: () => Promise<unknown>): Promise<void> {
    try {
      await apply();
    } catch (error) {
      this.logger.warn({ err: error }, "identity's answer could not be kept");
    }
  }
}
