import { Controller } from '@nestjs/common';
import { apiKeyState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';

/** identity.api-keys.v1: which keys may call. */
@Controller()
export class IdentityApiKeysConsumer {
  constructor(
    private readonly database: Database,
    private readonly access: AccessProjection,
  ) {}

  @OnEvent(apiKeyState)
  async handle({ data }: IncomingEvent<typeof apiKeyState>): Promise<void> {
    await this.access.applyKey(this.database, data);
  }
}
