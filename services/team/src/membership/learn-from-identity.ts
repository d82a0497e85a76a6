import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '@switchboard/chassis';
import {
  memberState,
  problemsForConsumer,
  shopState,
  type EventData,
  type EventDefinition,
} from '@switchboard/contracts';
import { identityPaths, InternalHttp, problem } from '@switchboard/http';
import type { TeamEnvironment } from '../environment.js';
import { TakeMember } from './take-member.js';
import { TakeShop } from './take-shop.js';

/**
 * Asks identity for what its topics have not brought yet, before a call answers 404: someone who signed up or was
 * activated a moment ago finds their shop. What comes back is taken over as the event would be.
 */
@Injectable()
export class LearnFromIdentity {
  constructor(
    private readonly http: InternalHttp,
    private readonly takeMember: TakeMember,
    private readonly takeShop: TakeShop,
    @Inject(ENVIRONMENT) private readonly environment: Pick<TeamEnvironment, 'IDENTITY_URL'>,
  ) {}

  /** A shop of the account, with its settings. */
  async shop(accountId: string, shopId: string): Promise<void> {
    const shop = await this.ask(shopState, identityPaths.shop(shopId));
    if (shop?.accountId !== accountId) return;
    await this.takeShop.run(shop);
  }

  /** A member of the account, and the shop they are looked for in. */
  async agent({
    accountId,
    shopId,
    userId,
  }: {
    accountId: string;
    shopId: string;
    userId: string;
  }): Promise<void> {
    const member = await this.ask(memberState, identityPaths.membership(accountId, userId));
    if (member?.accountId !== accountId || member.userId !== userId) return;
    await this.shop(accountId, shopId);
    await this.takeMember.run(member);
  }

  /** Undefined: identity does not know it either. Throws `dependency.unavailable` when identity does not answer. */
  private async ask<Definition extends EventDefinition>(
    definition: Definition,
    path: string,
  ): Promise<EventData<Definition> | undefined> {
    const { status, body } = await this.http.call<EventData<Definition>>(this.environment.IDENTITY_URL, path);
    if (status !== 200) return undefined;
    if (problemsForConsumer(definition, body).length > 0) throw problem('dependency.unavailable');
    return body;
  }
}
