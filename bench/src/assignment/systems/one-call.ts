import type { ArrivingChat, AssignmentSystem, OpenAssignmentSystem, OpenChat } from '@switchboard/testing';
import { ask, openConnections } from './connections.js';
import { Explanations } from './explanations.js';
import { messageRow } from './message.js';

/** A system whose every step is one function of competitors.sql; each answers `given`, the chats given away. */
export interface OneCall {
  arrive: string;
  close: string;
  /** In a transaction of its own, when a step answers that it could not be done in its own (`again`). */
  give?: string;
}

interface Given {
  given: string[];
  again?: boolean;
}

/** A system that decides in the arrival's own transaction: one round trip for all of it. */
export const openOneCall =
  ({ arrive, close, give }: OneCall): OpenAssignmentSystem =>
  async (address, assigned): Promise<AssignmentSystem> => {
    const pool = openConnections(address);
    const explanations = new Explanations();
    const step = async (name: string, text: string, shopId: string, values: readonly unknown[]) => {
      let [row] = await ask<Given>(pool, name, text, values);
      for (;;) {
        const { given, again } = row!;
        // After the caller has its answer: then it knows its own chat.
        if (given.length > 0) setImmediate(() => assigned(given));
        if (!again) return;
        [row] = await ask<Given>(pool, 'give', give!, [shopId, explanations.next()]);
      }
    };
    return {
      prepare: async () => undefined,
      explain: (size) => explanations.resize(size),
      arrive: async (chat: ArrivingChat) => {
        const { chatId, json } = messageRow(chat);
        await step('arrive', arrive, chat.shopId, [json, explanations.next()]);
        return chatId;
      },
      close: ({ shopId, chatId }: OpenChat) =>
        step('close', close, shopId, [shopId, chatId, explanations.next()]),
      settled: async () => undefined,
      stop: () => pool.end(),
    };
  };
