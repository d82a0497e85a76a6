import type { ChatState } from '@switchboard/contracts';
/** How a chat stands: nobody’s, somebody’s, or closed (then `agentId` had it last). */
export interface ChatStanding {
  state: ChatState;
  agentId: string | null;
}

/** What an entry of a shop's event log says: that something changed, not how it is. Readers load how it is. */
export type ShopRecord =
  | { kind: 'nothing' }
  | { kind: 'chat'; chatId: string; before?: ChatStanding }
  | { kind: 'message'; chatId: string; messageId: string; change: 'created' | 'updated' }
  | { kind: 'agent'; agentId: string }
  /** Streams of this user that were opened with older rights have to end. */
  | { kind: 'access'; userId: string; accessVersion: number }
  | {
      kind: 'settings';
      setting: 'assignment' | 'chat-access' | 'lifecycle' | 'translation';
      version: number;
      userId?: string;
    };

/** A record with the id by which a repetition is known. */
export type IdentifiedRecord = ShopRecord & { id: string };

/** One entry as it stands in the log. */
export interface LogEntry {
  /** Redis stream id. */
  entry: string;
  generation: string;
  record: IdentifiedRecord;
}

/** Reads the fields of a Redis stream entry; undefined for anything that is no record of ours. */
export function parseEntry(entry: string, fields: readonly string[]): LogEntry | undefined {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(fields[i]!, fields[i + 1]!);
  const generation = values.get('g');
  const json = values.get('e');
  if (generation === undefined || json === undefined) return undefined;
  try {
    return { entry, generation, record: JSON.parse(json) as IdentifiedRecord };
  } catch {
    return undefined;
  }
}
