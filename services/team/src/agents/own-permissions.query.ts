import { Injectable } from '@nestjs/common';
import type { UserActor } from '@switchboard/http';
import { permissionsOf, type Permission } from '@switchboard/permissions';
import { ReadSettings } from '../settings/read-settings.query.js';

/** What the caller may do in a shop at this moment, by role, grant and the shop's chat access. */
@Injectable()
export class OwnPermissions {
  constructor(private readonly settings: ReadSettings) {}

  async run({ accountId, role, advanced }: UserActor, shopId: string): Promise<Permission[]> {
    const { chatAccess } = await this.settings.require(accountId, shopId);
    return [...permissionsOf({ role, advanced, chatAccess })];
  }
}
