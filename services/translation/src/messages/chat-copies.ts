import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@switchboard/persistence';
import { chatColumns, type ChatRow } from './chat-row.js';

/** Which chat an event speaks of. */
export type ChatIdentity = Pick<ChatRow, 'id' | 'accountId' | 'shopId'>;

/** A chat under its lock, or one that no event has named yet. */
export interface HeldChat {
  chat: ChatRow;
  known: boolean;
}

/** Chats by id, and the database's time. */
export interface HeldChats {
  chats: Map<string, HeldChat>;
  now: Date;
}

/** What is to be written of a chat. */
export interface WrittenChat extends HeldChat {
  /** One of its messages came with it: what keeps the chat from being deleted as old. */
  withMessage: boolean;
}

const lock = statement(
  'chats_lock',
  `with held as materialized (
     select * from chat where id = any ($1::uuid[]) order by id for no key update)
   select ${chatColumns.replaceAll('chat.', 'held.')}, asked.id as asked, switchboard_now() as now,
     (select s.customer_language from shop_profile s where s.shop_id = asked.shop_id) as "languageOfShop"
   from unnest($1::uuid[], $2::uuid[]) as asked (id, shop_id) left join held on held.id = asked.id`,
);

/**
 * `$2`: the known ones among them. Named by the array they are found through the key; by the join alone the planner
 * takes them for a hundred and reads the whole table instead, until it holds some ten thousand chats.
 */
const write = statement(
  'chats_write',
  `with given as (
     select * from jsonb_to_recordset($1::jsonb) as g(id uuid, "accountId" uuid, "shopId" uuid, state text,
       "agentId" uuid, "lastAgentId" uuid, version bigint, "storefrontLanguage" text, found text, candidate text,
       "detectedSeq" bigint, language text, "languageVersion" bigint, known boolean, "withMessage" boolean)
   ), made as (
     insert into chat (id, account_id, shop_id, state, agent_id, last_agent_id, version, storefront_language,
       found_language, candidate_language, detected_seq, language, language_version)
     select id, "accountId", "shopId", state, "agentId", "lastAgentId", version, "storefrontLanguage",
       found, candidate, "detectedSeq", language, "languageVersion"
     from given where not known order by id
     on conflict do nothing returning 1
   ), changed as (
     update chat set state = g.state, agent_id = g."agentId", last_agent_id = g."lastAgentId", version = g.version,
       storefront_language = g."storefrontLanguage", found_language = g.found, candidate_language = g.candidate,
       detected_seq = g."detectedSeq", language = g.language, language_version = g."languageVersion",
       last_message_at = case when g."withMessage" then switchboard_now() else chat.last_message_at end
     from given g where chat.id = any ($2::uuid[]) and chat.id = g.id returning 1
   )
   select ((select count(*) from made) + (select count(*) from changed))::int as written`,
);

/** Another transaction made the chat in the meantime: now there is a row to lock, and the same works. */
class MadeMeanwhile extends Error {
  /** PostgreSQL's own word for "run it again". */
  readonly code = '40001';
}

/** The copy of chats: messages and changes come on two topics, so either may be first to speak of a chat. */
@Injectable()
export class ChatCopies {
  /** Locks those that are known; the others are made by `write`. */
  async hold(tx: Queryable, identities: readonly ChatIdentity[]): Promise<HeldChats> {
    const byId = new Map(identities.map((identity) => [identity.id, identity]));
    const ids = [...byId.keys()];
    const shops = ids.map((id) => byId.get(id)!.shopId);
    const rows = await tx.query<LockedRow>(lock, [ids, shops]);
    const held = rows.map(({ asked, now: _, languageOfShop, ...row }): [string, HeldChat] => {
      const known = row.id !== null;
      return [asked, { known, chat: known ? row : unspoken(byId.get(asked)!, languageOfShop) }];
    });
    return { chats: new Map(held), now: rows[0]?.now ?? new Date() };
  }

  /** Writes them as they are now. */
  async write(tx: Queryable, chats: readonly WrittenChat[]): Promise<void> {
    if (chats.length === 0) return;
    const rows = chats.map(({ chat, known, withMessage }) => ({ ...chat, known, withMessage }));
    const known = chats.flatMap((one) => (one.known ? [one.chat.id] : []));
    const [row] = await tx.query<{ written: number }>(write, [JSON.stringify(rows), known]);
    if (row!.written < chats.length) throw new MadeMeanwhile('a chat was made meanwhile');
  }
}

type LockedRow = ChatRow & { asked: string; now: Date; languageOfShop: string | null };

const unspoken = (identity: ChatIdentity, shopLanguage: string | null): ChatRow => ({
  ...identity,
  state: 'queued',
  agentId: null,
  lastAgentId: null,
  version: 0,
  storefrontLanguage: null,
  found: null,
  candidate: null,
  detectedSeq: 0,
  language: null,
  languageVersion: 0,
  shopLanguage,
});
