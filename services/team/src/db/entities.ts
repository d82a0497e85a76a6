import { Agent } from '../agents/agent.entity.js';
import { NicknameReview } from '../agents/nickname-review.entity.js';
import { ShopSettings } from '../settings/shop-settings.entity.js';

/** What is read and written through TypeORM; everything else is SQL in its use case. */
export const entities = [Agent, NicknameReview, ShopSettings];
