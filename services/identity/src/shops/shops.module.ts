import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { EditShop } from './edit-shop.js';
import { ListShops } from './list-shops.query.js';
import { OpenShop } from './open-shop.js';
import { ShopsController } from './shops.controller.js';

/** Shops of an account. */
@Module({
  imports: [AuditModule],
  controllers: [ShopsController],
  providers: [EditShop, ListShops, OpenShop],
  exports: [OpenShop],
})
export class ShopsModule {}
