import { Injectable } from '@nestjs/common';
import { userActor } from '@switchboard/contracts';
import { invalidInput, problem, type IdempotencyScope } from '@switchboard/http';
import { chatActions } from '@switchboard/permissions';
import { statement, TransactionRunner, type Transaction } from '@switchboard/persistence';
import { transferChats } from '../chats/assign-chat.js';
import { auditHeaders } from '../chats/audit-headers.js';
import { codeOfOutcome, refusalOf } from '../chats/chat.errors.js';
import { ChatChanges, type ChangeAnswer } from '../chats/chat-changes.js';
import type { ChatRow } from '../chats/chat-row.js';
import { ReadChat } from '../chats/read-chat.query.js';
import type { ShopUser } from '../chats/shop-readers.js';
import {
  maxChats,
  type SkippedChatDto,
  type TransferAnswerDto,
  type TransferItemDto,
  type TransferOrder,
} from './transfer.dto.js';

const transferAll = statement(
  'transfer-all',
  `select transfer_all_v1($1, $2, $3, $4, $5::jsonb, $6::jsonb) as answer`,
);
const openOf = statement(
  'open-chats-of-agents',
  'select coalesce(sum(open_count), 0)::int as open from agent where shop_id = $1 and id = any($2::uuid[])',
);
const knownAgent = statement('known-agent', 'select 1 from agent where shop_id = $1 and id = $2');

/** The chat is with the target already. */
const alreadyTheirs = 'chat.already_theirs';

/**
 * One, selected or all current chats, to the caller or to others. Accept-chats and maximum capacity are not
 * asked. Choice, moves and answer commit together: the same call again answers the same, and moves nothing more.
 */
@Injectable()
export class TransferChats {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly chats: ReadChat,
    private readonly changes: ChatChanges,
  ) {}

  async run(
    shop: ShopUser,
    order: TransferOrder,
    to: string,
    idempotency: IdempotencyScope,
  ): Promise<TransferAnswerDto> {
    const targetId = to === 'me' ? shop.userId : to;
    const move =
      order.kind === 'all'
        ? await this.all(shop, order.fromAgentId, targetId)
        : await this.selected(shop, order.chats, targetId);
    return this.transactions.run(async (tx) => {
      const answer = await move(tx);
      await idempotency.store(tx, answer);
      return answer;
    });
  }

  private async all(shop: ShopUser, fromAgentId: string, targetId: string) {
    if (fromAgentId !== shop.userId && !shop.readsAll) throw problem('permission.denied');
    if (fromAgentId === targetId)
      throw invalidInput('toAgentId', 'same_agent', 'The chats are theirs already');
    const params = [shop.shopId, fromAgentId, targetId, maxChats, userActor(shop.userId), auditHeaders()];
    return async (tx: Transaction): Promise<TransferAnswerDto> => {
      if ((await tx.query(knownAgent, [shop.shopId, fromAgentId])).length === 0) throw problem('not_found');
      const answer = await this.changes.call(tx, transferAll, params);
      const { transferred, skipped } = itemsOf(shop, targetId, answer);
      return { transferred, skipped, remaining: answer.remaining ?? 0 };
    };
  }

  private async selected(shop: ShopUser, items: readonly TransferItemDto[], targetId: string) {
    const named = new Map(items.map((item) => [item.chatId, item]));
    const rows = await this.chats.rows(shop.shopId, [...named.keys()]);
    const refused: SkippedChatDto[] = [];
    const allowed: TransferItemDto[] = [];
    for (const item of named.values()) {
      const code = refusedItem(shop, rows.get(item.chatId), item, targetId);
      if (code === undefined) allowed.push(item);
      else refused.push({ chatId: item.chatId, code });
    }
    const givers = allowed.map(({ chatId }) => rows.get(chatId)!).flatMap(({ agent_id }) => agent_id ?? []);
    return async (tx: Transaction): Promise<TransferAnswerDto> => {
      const params = [
        shop.shopId,
        allowed.map(({ chatId }) => chatId),
        allowed.map(({ expectedVersion }) => expectedVersion),
        targetId,
        userActor(shop.userId),
        auditHeaders(),
      ];
      const { transferred, skipped } = itemsOf(
        shop,
        targetId,
        await this.changes.call(tx, transferChats, params),
      );
      const [left] = await tx.query<{ open: number }>(openOf, [shop.shopId, [...new Set(givers)]]);
      return { transferred, skipped: [...refused, ...skipped], remaining: left!.open };
    };
  }
}

/** The policy decides on the version that the move then insists on. */
function refusedItem(shop: ShopUser, row: ChatRow | undefined, item: TransferItemDto, targetId: string) {
  if (!row) return 'not_found';
  const theirs = row.state === 'assigned' && row.agent_id === targetId;
  const refusal = refusalOf(shop, row, targetId === shop.userId ? 'transfer_to_me' : 'transfer_to_others');
  if (refusal === 'not_found') return refusal;
  if (row.version !== item.expectedVersion) return 'chat.version_conflict';
  return theirs ? alreadyTheirs : refusal;
}

function itemsOf(shop: ShopUser, targetId: string, { outcome, items = [] }: ChangeAnswer) {
  if (outcome !== 'done') throw problem(codeOfOutcome[outcome] ?? 'internal.error');
  const allowedActions = chatActions(shop.reader, {
    state: 'assigned',
    agentId: targetId,
    lastAgentId: null,
  });
  return {
    transferred: (items ?? [])
      .filter(([, itemOutcome]) => itemOutcome === 'moved')
      .map(([chatId, , version]) => ({ chatId, version: version!, allowedActions })),
    skipped: (items ?? [])
      .filter(([, itemOutcome]) => itemOutcome !== 'moved')
      .map(([chatId, itemOutcome]) => ({ chatId, code: codeOfOutcome[itemOutcome] ?? alreadyTheirs })),
  };
}
