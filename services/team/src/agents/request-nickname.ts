import type { EventActor } from '@switchboard/contracts';
import { statement, type Queryable } from '@switchboard/persistence';
import { v7 as uuid } from 'uuid';
import type { Agent } from './agent.entity.js';
import { needsReview } from './nickname-review-rule.js';

const readReview = statement(
  'review_read',
  'select id, requested, status from nickname_review where id = $1',
);
const withdrawReview = statement(
  'review_withdraw',
  `update nickname_review set status = 'withdrawn', decided_by = $2::jsonb, decided_at = $3 where id = $1`,
);
const insertReview = statement(
  'review_insert',
  `insert into nickname_review (id, account_id, shop_id, user_id, requested, status, requested_by, requested_at)
   values ($1, $2, $3, $4, $5, 'under_review', $6::jsonb, $7)`,
);

/** Pending ones are decided by the platform; a newer request, or none needed any more, withdraws them. */
type NicknameReviewStatus = 'under_review' | 'approved' | 'rejected' | 'withdrawn';

interface ReviewRow {
  id: string;
  requested: string;
  status: NicknameReviewStatus;
}

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
  tx: Queryable,
  agent: Agent,
  nickname: string,
  actor: EventActor,
  at: Date,
): Promise<NicknameRequest> {
  const [shown] = await tx.query<ReviewRow>(readReview, [agent.reviewId]);
  const pending = shown?.status === 'under_review' ? shown : undefined;
  const waits = nickname !== agent.nickname && needsReview(nickname);
  if (waits && pending?.requested === nickname) return { waitingFor: nickname, reviewChanged: false };

  const by = JSON.stringify(actor);
  if (pending) await tx.query(withdrawReview, [pending.id, by, at]);
  if (!waits) {
    agent.reviewId = null;
    return { nickname, reviewChanged: shown !== undefined };
  }
  const { accountId, shopId, userId } = agent;
  agent.reviewId = uuid();
  await tx.query(insertReview, [agent.reviewId, accountId, shopId, userId, nickname, by, at]);
  return { waitingFor: nickname, reviewChanged: true };
}
