import { Controller } from '@nestjs/common';
import { agentLoadState } from '@switchboard/contracts';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { TakeLoad } from '../agents/take-load.js';

/** routing.agents.v1: open chats and presence. A state topic: versions decide, no inbox. */
@Controller()
export class RoutingAgentsConsumer {
  constructor(private readonly takeLoad: TakeLoad) {}

  @OnEvent(agentLoadState)
  async handle({ data }: IncomingEvent<typeof agentLoadState>): Promise<void> {
    await this.takeLoad.run(data);
  }
}
