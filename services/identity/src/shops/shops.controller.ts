import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CurrentUser,
  IdParam,
  Idempotent,
  PageQuery,
  Requires,
  WithETag,
  type UserActor,
} from '@switchboard/http';
import { EditShop } from './edit-shop.js';
import { ListShops } from './list-shops.query.js';
import { OpenShop } from './open-shop.js';
import type { ShopRow } from './shop-record.js';
import { NewShopDto, ShopChangesDto, ShopDto, ShopPage } from './shop.dto.js';

/** The account's storefronts. */
@ApiTags('shops')
@Controller('v1/shops')
export class ShopsController {
  constructor(
    private readonly shops: ListShops,
    private readonly openShop: OpenShop,
    private readonly editShop: EditShop,
  ) {}

  /** The shops that the caller has. */
  @Get()
  @Requires('profile:self')
  @ApiOkResponse({ type: ShopPage })
  async listShops(@CurrentUser() actor: UserActor, @Query() query: PageQuery): Promise<ShopPage> {
    const { items, nextCursor } = await this.shops.run(actor, query);
    return { items: items.map(toDto), nextCursor };
  }

  /** Opens a shop. */
  @Post()
  @Requires('account:manage')
  @Idempotent()
  @ApiCreatedResponse({ type: ShopDto })
  async createShop(@CurrentUser() actor: UserActor, @Body() shop: NewShopDto): Promise<ShopDto> {
    return toDto(await this.openShop.run(actor, shop));
  }

  /** One of the caller's shops. */
  @Get(':shopId')
  @Requires('profile:self')
  @WithETag()
  @ApiOkResponse({ type: ShopDto })
  async readShop(@CurrentUser() actor: UserActor, @IdParam('shopId') shopId: string): Promise<ShopDto> {
    return toDto(await this.shops.one(actor.accountId, shopId));
  }

  /** Changes a shop. */
  @Patch(':shopId')
  @Requires('account:manage')
  @WithETag()
  @ApiOkResponse({ type: ShopDto })
  async updateShop(
    @CurrentUser() actor: UserActor,
    @IdParam('shopId') shopId: string,
    @Body() changes: ShopChangesDto,
  ): Promise<ShopDto> {
    return toDto(await this.editShop.run(actor, shopId, changes));
  }
}

const toDto = (row: ShopRow): ShopDto => ({
  id: row.shop_id,
  name: row.name,
  customerLanguage: row.customer_language,
  status: row.status,
  version: row.version,
  createdAt: row.created_at.toISOString(),
});
