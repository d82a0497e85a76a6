import { Controller } from '@nestjs/common';
import { shopSettingsState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { ApplyShopStates } from '../agents/apply-shop-states.js';
import { OnlineAgents } from '../presence/online-agents.query.js';
import { ShopNotices } from '../event-log/shop-notices.js';

/** team.settings.v1: assignment mode, chat access, lifecycle. */
@Controller()
export class TeamSettingsConsumer {
  constructor(
    private readonly shops: ApplyShopStates,
    private readonly online: OnlineAgents,
    private readonly notices: ShopNotices,
  ) {}

  @OnEvent(shopSettingsState)
  async handle({ id, data }: IncomingEvent<typeof shopSettingsState>): Promise<void> {
    await this.shops.settings(data, await this.online.of(data.shopId));
    const { assignment, chatAccess, lifecycle } = data;
    // Which of them changed shows in its version.
    await this.notices.publish(data.shopId, [
      { id: `${id}:assignment`, kind: 'settings', setting: 'assignment', version: assignment.version },
      { id: `${id}:chat-access`, kind: 'settings', setting: 'chat-access', version: chatAccess.version },
      { id: `${id}:lifecycle`, kind: 'settings', setting: 'lifecycle', version: lifecycle.version },
    ]);
  }
}
