import type { ChatState } from '@switchboard/contracts';
/** A chat's state and its agent; of a closed chat, the last one. */
export interface ChatStanding {
  state: ChatState;
  agentId: string | null;
}

/** An entry of a shop's event log: what changed, without its content. Readers load the present content. */
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

/** A record with the id that readers drop repetitions by. */
export type IdentifiedRecord = ShopRecord & { id: string };

/** One entry of the log. */
export interface LogEntry {
  /** Redis stream id. */
  entry: string;
  generation: string;
  record: IdentifiedRecord;
}

/** Reads the fields of a Redis stream entry; undefined for anything else. */
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
