import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { ApiKeyStore } from './api-key-store.js';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKey } from './create-api-key.js';
import { ListApiKeys } from './list-api-keys.query.js';
import { RevokeApiKey } from './revoke-api-key.js';

/** API keys of accounts. */
@Module({
  imports: [AccessModule, AuditModule],
  controllers: [ApiKeysController],
  providers: [ApiKeyStore, CreateApiKey, ListApiKeys, RevokeApiKey],
})
export class ApiKeysModule {}
