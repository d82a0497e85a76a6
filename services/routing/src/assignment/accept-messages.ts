import { Injectable } from '@nestjs/common';
import { Batcher, callAgain, type AfterFailure, type FailedCall } from '@switchboard/chassis';
import { isServerAway } from '@switchboard/persistence';
import { v7 as uuid } from 'uuid';
import { ChatQueue, type CustomerMessage, type StoredMessage } from './chat-queue.js';
import { Drain } from './drain.js';
import { EngineSettings } from './engine-settings.js';
import { PoolSync } from './pool-sync.js';
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
}

/** A message that loses against its own twins this often points at something else. */
const maxTries = 20;

/** Stores customers' messages before anything else; those that arrive together share a call. */
@Injectable()
export class AcceptMessages {
  private readonly calls: Batcher<Arrival, AcceptedMessage>;

  constructor(
    private readonly queue: ChatQueue,
    private readonly drain: Drain,
    private readonly epochs: ShopEpochs,
    private readonly sync: PoolSync,
    private readonly settings: EngineSettings,
  ) {
    this.calls = new Batcher((batch) => this.store(batch), {
      // The twin of a message in the batch finds it stored in the next one.
      keyOf: ({ message }) => `${message.shopId}\n${message.customerId}\n${message.externalMessageId}`,
      limit: settings.acceptLimit,
      afterFailure,
    });
  }

  /**
   * Answers once the message is durable; the drain that assigns its chat follows by itself. The same
   * (shop, customer, external id) again answers `duplicate` with what the first one made.
   */
  accept(message: CustomerMessage): Promise<AcceptedMessage> {
    return this.calls.run({ message, tries: 0 });
  }

  private async store(
    batch: readonly Arrival[],
  ): Promise<(AcceptedMessage | Promise<never> | typeof callAgain)[]> {
    const { messages, queued, given } = await this.queue.accept(
      batch.map(({ message }) => ({ ...message, messageId: uuid(), chatId: uuid() })),
      // before it has caught up a process only stores
      this.drain.started ? this.settings.fewAgents : 0,
    );
    if (given.length > 0) this.sync.tellInBackground(given);
    for (const shop of queued) this.epochs.remember(shop);
    for (const { shopId, chats } of queued) this.drain.demand(shopId, chats);
    return batch.map((arrival, at) => this.answerOf(arrival, messages[at]!));
  }

  private answerOf(
    arrival: Arrival,
    { outcome, chatId, messageId }: StoredMessage,
  ): AcceptedMessage | Promise<never> | typeof callAgain {
    if (outcome !== 'again') return { outcome, chatId, messageId };
    arrival.tries += 1;
    if (arrival.tries < maxTries) return callAgain;
    return Promise.reject(new Error('the message keeps losing against another one'));
  }
}

/**
 * One message that cannot be stored must not fail the others: each is tried alone. An unreachable server is unreachable
 * for all of them: the same call once more, for a connection that broke, and then every caller gets the error at once.
 */
function afterFailure({ error, failures, shared }: FailedCall): AfterFailure {
  if (isServerAway(error)) return failures < 2 ? 'together' : 'reject';
  return shared || failures < 2 ? 'alone' : 'reject';
}
