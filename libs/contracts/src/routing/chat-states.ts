/**
 * Every state of a chat. Closed for good: a new one is a new kind of chat for everybody who reads it, so it needs a new
 * version of the events (docs/how-to/chat-state.md).
 */
export const chatStates = ['queued', 'assigned', 'closed'] as const;

/** `queued` (waiting for an agent), `assigned` or `closed`. */
export type ChatState = (typeof chatStates)[number];
