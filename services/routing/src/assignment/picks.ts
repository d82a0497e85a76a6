import type { PickReply } from './agent-pool.js';
import type { ShopPicks, ShopRound } from './chat-queue.js';

/** Agents that the pool named. */
export type Picked = Extract<PickReply, { kind: 'picked' }>;

/** The pool's answer as the queue takes it. */
export function toPicks(shop: { shopId: string; epoch: number; reply: Picked }): ShopPicks {
  const { agentIds, knownSeqs, lastScore, compared } = shop.reply;
  return { shopId: shop.shopId, epoch: shop.epoch, agentIds, knownSeqs, lastScore, compared };
}

/**
 * Picks to ask for again: those that the guard refused while chats of the round still wait, and what one
 * operation could not give. A shortfall is not asked for again: the pool owes it and will say when.
 */
export function stillWanted(wanted: number, reply: Picked, round: ShopRound): number {
  const picked = reply.agentIds.length;
  const refused = Math.max(0, Math.min(round.waiting, picked - round.assigned));
  return refused + (reply.shortfall ? 0 : wanted - picked);
}
