import type { EventActor } from '@switchboard/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Pending ones are decided by the platform; a newer request, or none needed any more, withdraws them. */
export type NicknameReviewStatus = 'under_review' | 'approved' | 'rejected' | 'withdrawn';

/** A nickname that somebody wants and that does not take effect until the platform approves it. */
@Entity('nickname_review')
export class NicknameReview {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'shop_id' })
  shopId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  requested: string;

  @Column('text')
  status: NicknameReviewStatus;

  /** Of a rejection. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb', { name: 'requested_by' })
  requestedBy: EventActor;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  @Column('jsonb', { name: 'decided_by', nullable: true })
  decidedBy: EventActor | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;
}
