import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CurrentUser,
  Idempotent,
  IdParam,
  PageQuery,
  Problems,
  Requires,
  type UserActor,
} from '@switchboard/http';
import type { ApiKeyRow } from './api-key-record.js';
import { ApiKeyDto, ApiKeyPage, CreatedApiKeyDto, NewApiKeyDto } from './api-key.dto.js';
import { CreateApiKey } from './create-api-key.js';
import { ListApiKeys } from './list-api-keys.query.js';
import { RevokeApiKey } from './revoke-api-key.js';

/** Keys for storefronts and other programs. */
@ApiTags('api-keys')
@Controller('v1/api-keys')
@Requires('account:manage')
export class ApiKeysController {
  constructor(
    private readonly listKeys: ListApiKeys,
    private readonly createKey: CreateApiKey,
    private readonly revokeKey: RevokeApiKey,
  ) {}

  /** The account's keys, newest first; never the keys themselves. */
  @Get()
  @ApiOkResponse({ type: ApiKeyPage })
  async listApiKeys(@CurrentUser() actor: UserActor, @Query() query: PageQuery): Promise<ApiKeyPage> {
    const { items, nextCursor } = await this.listKeys.run(actor.accountId, query);
    return { items: items.map(toDto), nextCursor };
  }

  /** Makes a key; the answer shows it, once. */
  @Post()
  @Idempotent()
  @Problems('key.scope_forbidden')
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  async createApiKey(
    @CurrentUser() actor: UserActor,
    @Body() request: NewApiKeyDto,
  ): Promise<CreatedApiKeyDto> {
    const { key, row } = await this.createKey.run(actor, request);
    return { ...toDto(row), key };
  }

  /** Revokes a key, at once and for good. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  revokeApiKey(@CurrentUser() actor: UserActor, @IdParam('id') id: string): Promise<void> {
    return this.revokeKey.run(actor, id);
  }
}

const toDto = (row: ApiKeyRow): ApiKeyDto => ({
  id: row.key_id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  shopIds: row.all_shops ? null : row.shop_ids,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
});
