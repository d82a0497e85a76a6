import { Injectable } from '@nestjs/common';
import { auditEntry } from '@switchboard/contracts';
import { event, Outbox } from '@switchboard/messaging';
import { statement, type Transaction } from '@switchboard/persistence';
import type { ChatStanding } from '../event-log/shop-record.js';
import { userActor } from './chat-changes.js';
import type { ShopUser } from './shop-readers.js';

/** A chat that somebody changed. */
export interface AuditedChange {
  chatId: string;
  before: ChatStanding;
  after: ChatStanding;
}

const now = statement('audit-time', 'select switchboard_now() as now');

/**
 * Writes what people do with chats into the audit trail, in the transaction of the change. Closing has its own entry
 * (sql/closing_audit.sql).
 */
@Injectable()
export class ChatAudit {
  constructor(private readonly outbox: Outbox) {}

  async append(tx: Transaction, shop: ShopUser, asked: readonly AuditedChange[]): Promise<void> {
    const changes = asked.filter(
      ({ before, after }) => before.state !== after.state || before.agentId !== after.agentId,
    );
    if (changes.length === 0) return;
    const [time] = await tx.query<{ now: Date }>(now);
    const { accountId, shopId, userId } = shop;
    const entries = changes.map(({ chatId, before, after }) =>
      event(
        auditEntry,
        {
          accountId,
          shopId,
          actor: userActor(userId),
          action: actions[before.state],
          target: { kind: 'chat', id: chatId },
          before: { ...before },
          after: { ...after },
          occurredAt: time!.now.toISOString(),
        },
        { accountId, shopId },
      ),
    );
    await this.outbox.append(tx, entries);
  }
}

/** What giving a chat to somebody is called, by the state before. */
const actions: Readonly<Record<ChatStanding['state'], string>> = {
  queued: 'chat.assigned',
  assigned: 'chat.transferred',
  closed: 'chat.reopened',
};
