import { Module } from '@nestjs/common';
import { ApiKeyStates } from '../api-keys/api-key-states.js';
import { ShopStates } from '../shops/shop-states.js';
import { MemberStates } from '../users/member-states.js';
import { RepublishStates } from './republish-states.js';

/** Publishing every state once more. */
@Module({ providers: [ApiKeyStates, MemberStates, RepublishStates, ShopStates], exports: [RepublishStates] })
export class PublishingModule {}
