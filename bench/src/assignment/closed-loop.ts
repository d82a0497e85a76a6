import type { AssignmentSystem } from '@switchboard/testing';

/** What one process is to do in a measurement. */
export interface Load {
  shopIds: readonly string[];
  inFlight: number;
  /** No new chat after this time, or this number. */
  milliseconds: number;
  mostChats: number;
  closes: boolean;
  /** Other processes give chats of this one to agents, and the other way round. */
  shared: boolean;
  /** Tells this process's customers from the others'. */
  prefix: string;
}

/** What became of it. */
export interface LoadResult {
  /** From arrival to an agent, durably; in ms, one per chat. */
  latencies: number[];
  /** Instants, ms since the epoch. */
  startedAt: number;
  lastAt: number;
  /** When a chat was known to be stored: id and instant. */
  stored: [chatId: string, at: number][];
  /** Chats that got no agent in time. */
  unassigned: number;
}

/** So long the last chats may take after the measurement's time is over. */
const patienceMs = 5_000;
const text = 'Where is my parcel, please?';
const now = (): number => performance.timeOrigin + performance.now();

/** Which chats have an agent; told by whichever process gave it to them. */
export class Assignments {
  private readonly waiting = new Map<string, () => void>();
  private readonly early = new Set<string>();

  /** Answers the chats that nothing here waits for. */
  tell(chatIds: readonly string[]): string[] {
    return chatIds.filter((chatId) => {
      const resolve = this.waiting.get(chatId);
      if (!resolve) {
        this.early.add(chatId);
        return true;
      }
      this.waiting.delete(chatId);
      resolve();
      return false;
    });
  }

  of(chatId: string): Promise<void> {
    if (this.early.delete(chatId)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(chatId, resolve));
  }

  clear(): void {
    this.waiting.clear();
    this.early.clear();
  }
}

/** This number of customers at once, each writing again as soon as its last chat has an agent (or, with `closes`, is closed). */
export async function runLoad(
  system: AssignmentSystem,
  assignments: Assignments,
  load: Load,
): Promise<LoadResult> {
  const result: LoadResult = { latencies: [], startedAt: now(), lastAt: now(), stored: [], unassigned: 0 };
  const until = result.startedAt + load.milliseconds;
  let arrived = 0;
  let giveUp: () => void = () => undefined;
  const tooLate = new Promise<'late'>((resolve) => (giveUp = () => resolve('late')));
  const timer = setTimeout(giveUp, load.milliseconds + patienceMs);

  const customer = async (): Promise<void> => {
    while (now() < until && arrived < load.mostChats) {
      const customerId = `${load.prefix}-${++arrived}`;
      const shopId = load.shopIds[Math.floor(Math.random() * load.shopIds.length)]!;
      const began = now();
      const chatId = await system.arrive({ shopId, customerId, text });
      if (load.closes) result.stored.push([chatId, Date.now() + 1]);
      if ((await Promise.race([assignments.of(chatId), tooLate])) === 'late') {
        result.unassigned += 1;
        return;
      }
      result.lastAt = now();
      result.latencies.push(result.lastAt - began);
      if (load.closes) await system.close({ shopId, chatId });
    }
  };
  await Promise.all(Array.from({ length: load.inFlight }, customer));
  clearTimeout(timer);
  return result;
}
