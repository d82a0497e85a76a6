import type { ChatState } from '@switchboard/contracts';
import { customerLanguage, type FoundLanguage } from '../detection/chat-language.policy.js';

/** This service's copy of a chat, with what it found out about the customer's language. */
export interface ChatRow extends FoundLanguage {
  readonly id: string;
  readonly accountId: string;
  readonly shopId: string;
  readonly state: ChatState;
  readonly agentId: string | null;
  readonly lastAgentId: string | null;
  /** Routing's version; 0 while only messages of it were seen. */
  readonly version: number;
  readonly storefrontLanguage: string | null;
  /** Of the newest message that `found` and `candidate` know of. */
  readonly detectedSeq: number;
  /** The customer's language as it was published last. */
  readonly language: string | null;
  readonly languageVersion: number;
  readonly shopLanguage: string | null;
}

/** Columns of `chat` as a ChatRow. */
export const chatColumns = `chat.id, chat.account_id as "accountId", chat.shop_id as "shopId", chat.state,
  chat.agent_id as "agentId", chat.last_agent_id as "lastAgentId", chat.version,
  chat.storefront_language as "storefrontLanguage", chat.found_language as found,
  chat.candidate_language as candidate, chat.detected_seq as "detectedSeq", chat.language,
  chat.language_version as "languageVersion",
  (select s.customer_language from shop_profile s where s.shop_id = chat.shop_id) as "shopLanguage"`;

/** The customer's language as it counts now: the shop's may have changed since it was published. */
export const languageOf = (
  chat: Pick<ChatRow, 'found' | 'storefrontLanguage' | 'shopLanguage'>,
): string | null => customerLanguage(chat.found, chat.storefrontLanguage, chat.shopLanguage);
