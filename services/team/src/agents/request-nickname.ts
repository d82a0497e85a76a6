import type { EventActor } from '@switchboard/contracts';
import type { Transaction } from '@switchboard/persistence';
import { v7 as uuid } from 'uuid';
import type { Agent } from './agent.entity.js';
import { NicknameReview } from './nickname-review.entity.js';
import { needsReview } from './nickname-review-rule.js';

/** What became of a wish for a nickname. */
export interface NicknameRequest {
  /** Takes effect now; absent: the old one stays. */
  nickname?: string;
  /** Waits for the platform. */
  waitingFor?: string;
  /** Whether something about reviews changed, so that the agent's version has to rise. */
  reviewChanged: boolean;
}

/**
 * Decides about a wish: a name that needs a review waits for it and replaces a pending one; the current name, or one
 * that needs none, withdraws a pending one. The agent's row is locked by the caller.
 */
export async function requestNickname(
  tx: Transaction,
  agent: Agent,
  nickname: string,
  actor: EventActor,
  at: Date,
): Promise<NicknameRequest> {
  const reviews = tx.manager.getRepository(NicknameReview);
  const shown = agent.reviewId === null ? null : await reviews.findOneBy({ id: agent.reviewId });
  const pending = shown?.status === 'under_review' ? shown : undefined;
  const waits = nickname !== agent.nickname && needsReview(nickname);
  if (waits && pending?.requested === nickname) return { waitingFor: nickname, reviewChanged: false };

  if (pending) {
    await reviews.update({ id: pending.id }, { status: 'withdrawn', decidedBy: actor, decidedAt: at });
  }
  if (!waits) {
    agent.reviewId = null;
    return { nickname, reviewChanged: shown !== null };
  }
  const { accountId, shopId, userId } = agent;
  const review = {
    id: uuid(),
    accountId,
    shopId,
    userId,
    requested: nickname,
    status: 'under_review' as const,
  };
  await reviews.insert({ ...review, requestedBy: actor, requestedAt: at });
  agent.reviewId = review.id;
  return { waitingFor: nickname, reviewChanged: true };
}
