import { Injectable } from '@nestjs/common';
import { isServerAway } from '@switchboard/persistence';
import { v7 as uuid } from 'uuid';
import { ChatQueue, type CustomerMessage, type StoredMessage } from './chat-queue.js';
import { Drain } from './drain.js';
import { EngineSettings } from './engine-settings.js';
import { PoolSync } from './pool-sync.js';
import { SharedCalls } from './shared-calls.js';
import { ShopEpochs } from './shop-epochs.js';

/** The message is stored: acknowledge it. */
export interface AcceptedMessage {
  outcome: 'new' | 'joined' | 'reopened' | 'duplicate' | 'unknown_shop';
  /** Null only for a shop that routing does not know. */
  chatId: string | null;
  messageId: string | null;
}

interface Arrival {
  message: CustomerMessage;
  tries: number;
  alone: boolean;
  /** A call with it got no answer because PostgreSQL was away. */
  lost?: boolean;
  resolve(accepted: AcceptedMessage): void;
  reject(error: unknown): void;
}

/** A message that loses against its own twins this often points at something else. */
const mostTries = 20;

/** Stores customers' messages before anything else; those that arrive together share a call. */
@Injectable()
export class AcceptMessages {
  private readonly calls: SharedCalls<Arrival>;

  constructor(
    private readonly queue: ChatQueue,
    private readonly drain: Drain,
    private readonly epochs: ShopEpochs,
    private readonly sync: PoolSync,
    private readonly settings: EngineSettings,
  ) {
    this.calls = new SharedCalls({
      // The twin of a message in the batch finds it stored in the next one.
      keyOf: ({ message }) => `${message.shopId}\n${message.externalMessageId}`,
      mostAtOnce: settings.acceptLimit,
      isAlone: ({ alone }) => alone,
      call: (batch) => this.store(batch),
    });
  }

  /**
   * Answers once the message is durable; the drain that gives its chat to somebody follows by itself. The same
   * (shop, external id) again answers `duplicate` with what the first one made.
   */
  accept(message: CustomerMessage): Promise<AcceptedMessage> {
    return new Promise((resolve, reject) => {
      this.calls.add({ message, tries: 0, alone: false, resolve, reject });
    });
  }

  private async store(batch: Arrival[]): Promise<void> {
    try {
      const { messages, queued, given } = await this.queue.accept(
        batch.map(({ message }) => ({ ...message, messageId: uuid(), chatId: uuid() })),
        // before it has caught up a process only stores
        this.drain.started ? this.settings.fewAgents : 0,
      );
      if (given.length > 0) this.sync.tellInBackground(given);
      for (const shop of queued) this.epochs.remember(shop);
      batch.forEach((arrival, at) => this.answer(arrival, messages[at]!));
      for (const { shopId, chats } of queued) this.drain.demand(shopId, chats);
    } catch (error) {
      this.failed(batch, error);
    }
  }

  private answer(arrival: Arrival, { outcome, chatId, messageId }: StoredMessage): void {
    if (outcome !== 'again') return arrival.resolve({ outcome, chatId, messageId });
    arrival.tries += 1;
    if (arrival.tries >= mostTries)
      return arrival.reject(new Error('the message keeps losing against another one'));
    this.calls.again(arrival);
  }

  /**
   * One message that cannot be stored must not take the others with it: each is tried by itself. What is away is away
   * for all of them: the same call once more, for a connection that broke, and then whoever waits hears of it at once.
   */
  private failed(batch: Arrival[], error: unknown): void {
    const away = isServerAway(error);
    const again: Arrival[] = [];
    for (const arrival of batch) {
      if (away ? arrival.lost : arrival.alone) arrival.reject(error);
      else again.push(Object.assign(arrival, away ? { lost: true } : { alone: true }));
    }
    this.calls.again(...again);
  }
}
