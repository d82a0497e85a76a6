import { Controller } from '@nestjs/common';
import { customerMessageReceived } from '@switchboard/contracts';
import { AccessAuthority, AccessDirectory, type ShopRecord } from '@switchboard/http';
import { InvalidEventError, OnEvent, TransientError, type IncomingEvent } from '@switchboard/messaging';
import { AcceptInbound } from '../messages/accept-inbound.js';
import { sentAtFault } from '../messages/message-content.js';

/** chat.inbound.v1: what customers write, from storefronts. Shop and account are checked against the headers. */
@Controller()
export class ChatInboundConsumer {
  constructor(
    private readonly directory: AccessDirectory,
    private readonly authority: AccessAuthority,
    private readonly accept: AcceptInbound,
  ) {}

  @OnEvent(customerMessageReceived)
  async handle({ data, shopId, accountId }: IncomingEvent<typeof customerMessageReceived>): Promise<void> {
    const fault = data.sentAt !== undefined && sentAtFault(data.sentAt);
    if (fault) throw new InvalidEventError('event.invalid', fault);
    if (shopId === null) throw new InvalidEventError('event.unknown_shop');
    const message = { ...data, shopId };
    if (accountId !== null && (await this.accept.takeKnown(accountId, message))) return;

    const shop = await this.find(shopId);
    if (!shop || shop.status !== 'active') throw new InvalidEventError('event.unknown_shop');
    if (shop.accountId !== accountId) throw new InvalidEventError('event.foreign_account');
    await this.accept.run(shop.accountId, message);
  }

  /** A shop made a moment ago may not have arrived here: identity is queried before its message is put aside. */
  private async find(shopId: string): Promise<ShopRecord | undefined> {
    const known = await this.directory.shop(shopId);
    if (known) return known;
    try {
      return await this.authority.shop(shopId);
    } catch (error) {
      throw new TransientError('identity does not answer whether it knows a shop', error);
    }
  }
}
