import { Injectable } from '@nestjs/common';
import { statement, type Queryable } from '@switchboard/persistence';
import { canonicalLanguage } from '@switchboard/text';
import { choiceColumns, toVersionedChoice, type ChoiceRow } from '../settings/choice-row.js';
import { effectiveChoice, type TranslationChoice } from '../settings/translation-setting.js';
import type { NewWork } from './queue/translation-work.js';

/** How a user has chats translated: their own language, and the setting that counts in this chat. */
export interface AgentLanguages {
  own: string | null;
  choice: TranslationChoice;
}

const read = statement(
  'agent_languages',
  `select to_jsonb(u) as "userSetting", to_jsonb(o) as "chatSetting", m.language
   from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) with ordinality
     as w(account_id, shop_id, chat_id, user_id, position)
   left join lateral (select ${choiceColumns('s')} from user_setting s
     where s.shop_id = w.shop_id and s.user_id = w.user_id) u on true
   left join lateral (select ${choiceColumns('s')} from chat_setting s
     where s.chat_id = w.chat_id and s.user_id = w.user_id) o on true
   left join access_member m on m.account_id = w.account_id and m.user_id = w.user_id
   order by w.position`,
);

interface Row {
  userSetting: ChoiceRow | null;
  chatSetting: ChoiceRow | null;
  language: string | null;
}

/** Reads for many pieces of work at once whom they are for. */
@Injectable()
export class AgentLanguagesQuery {
  /** In the order of the work. */
  async of(q: Queryable, work: readonly NewWork[]): Promise<AgentLanguages[]> {
    const column = (of: (one: NewWork) => string) => work.map(of);
    const rows = await q.query<Row>(read, [
      column(({ accountId }) => accountId),
      column(({ shopId }) => shopId),
      column(({ chatId }) => chatId),
      column(({ userId }) => userId),
    ]);
    return rows.map(({ userSetting, chatSetting, language }) => ({
      own: canonicalLanguage(language),
      choice: effectiveChoice(choiceOf(chatSetting), choiceOf(userSetting)).choice,
    }));
  }
}

const choiceOf = (row: ChoiceRow | null) => toVersionedChoice(row ?? undefined)?.choice ?? null;
