import { Controller } from '@nestjs/common';
import { apiKeyState } from '@switchboard/contracts';
import { AccessProjection } from '@switchboard/http';
import { OnEvent, type IncomingEvent } from '@switchboard/messaging';
import { Database } from '@switchboard/persistence';

/** identity.api-keys.v1: the keys that the access guard lets in. A state topic: versions decide, no inbox. */
@Controller()
export class IdentityApiKeysConsumer {
  constructor(
    private readonly database: Database,
    private readonly projection: AccessProjection,
  ) {}

  @OnEvent(apiKeyState)
  async handle({ data }: IncomingEvent<typeof apiKeyState>): Promise<void> {
    await this.projection.applyKey(this.database, data);
  }
}
