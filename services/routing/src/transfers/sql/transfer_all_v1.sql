-- Gives all current chats of an agent to another one: at most p_limit, those with the greatest (last message
-- time, id). Every change of an assigned chat locks its agent's row, so the choice stands once that is locked.
-- Answers {outcome: done | agent_not_available, items: [[chat, outcome, version]], remaining, shop, states, queued}.
create or replace function transfer_all_v1(
  p_shop uuid,
  p_from uuid,
  p_to uuid,
  p_limit int,
  p_actor jsonb,
  p_audit_headers jsonb
) returns json
language plpgsql as $$
declare
  target agent;
  chosen uuid[];
  room int;
  items json;
begin
  perform from agent where shop_id = p_shop and id in (p_from, p_to) order by id for no key update;
  select * into target from agent where shop_id = p_shop and id = p_to;
  if target.active is not true then return json_build_object('outcome', 'agent_not_available'); end if;
  room := case when p_from = p_to then 0 else 999 - target.open_count end;

  select coalesce(array_agg(id order by last_message_at desc, id desc), '{}') into chosen
    from (
      select id, last_message_at from chat
       where shop_id = p_shop and agent_id = p_from and state = 'assigned' and p_from <> p_to
       order by last_message_at desc, id desc limit p_limit
    ) as latest;
  perform from chat where id = any (chosen) order by id for no key update;

  if chosen[1:room] <> '{}' then
    perform move_chats(p_shop, chosen[1:room], p_to, p_actor, p_audit_headers);
  end if;
  select coalesce(json_agg(json_build_array(
           chat.id, case when wanted.place <= room then 'moved' else 'agent_limit_reached' end, chat.version
         ) order by wanted.place), '[]')
    into items
    from unnest(chosen) with ordinality as wanted (id, place) join chat on chat.id = wanted.id;

  return json_build_object(
    'outcome', 'done', 'items', items, 'shop', p_shop, 'queued', 0,
    'remaining', (select open_count from agent where shop_id = p_shop and id = p_from),
    'states', agent_states_v1(p_shop, array[p_from, p_to])
  );
end $$;
