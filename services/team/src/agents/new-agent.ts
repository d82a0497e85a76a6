import { randomInt } from 'node:crypto';
import type { Role } from '@switchboard/contracts';
import { readNickname } from './nickname.js';
import { needsReview } from './nickname-review-rule.js';

/** Article: "Normally, it is recommended not to less than 200, otherwise it may affect the chat assignment." */
export const RECOMMENDED_CAPACITY = 200;

/** What an agent starts with in a shop. */
export interface AgentDefaults {
  nickname: string;
  maxCapacity: number;
  acceptChats: boolean;
}

/** New agents and the owner start on, admins off. */
export function newAgent(
  { displayName, role }: { displayName: string; role: Role },
  number: () => number = () => randomInt(1_000, 10_000),
): AgentDefaults {
  return {
    nickname: startingNickname(displayName) ?? `Agent ${number()}`,
    maxCapacity: RECOMMENDED_CAPACITY,
    acceptChats: role !== 'admin',
  };
}

/** The display name where it may be shown to customers at once. */
function startingNickname(displayName: string): string | undefined {
  const read = readNickname(displayName);
  return 'nickname' in read && !needsReview(read.nickname) ? read.nickname : undefined;
}
