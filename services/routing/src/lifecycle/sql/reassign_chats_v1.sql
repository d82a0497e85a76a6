-- Gives chats of ONE agent, who does not answer (p_kind no_reply) or is away (offline), straight to agents who can
-- look after them; at most p_limit, those who wait longest first. They never enter the queue, and nothing moves
-- while chats wait there. Everything is checked again under the locks, in the usual order: shop, agents, chats.
-- A chat whose row is locked right now (a customer writes, an agent answers) is left for the next pass.
-- Answers {changed, shop, states, queued}.
create or replace function reassign_chats_v1(p_shop uuid, p_kind text, p_limit int) returns json
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  s shop;
  minutes int;
  holder uuid;
  a agent;
  chosen uuid[];
  max_earlier_holders int;
  crew_ids uuid[];
  chats chat[];
  crew agent[];
  counts jsonb;
  moves chat_move[] := '{}';
begin
  -- No lock for a shop in which nothing can move.
  select * into s from shop where id = p_shop;
  minutes := case p_kind when 'no_reply' then s.reassign_no_reply_minutes else s.reassign_offline_minutes end;
  holder := agent_to_reassign_from(p_shop, p_kind, minutes, at);
  if holder is not null then
    select * into s from shop where id = p_shop for no key update;
    minutes := case p_kind when 'no_reply' then s.reassign_no_reply_minutes else s.reassign_offline_minutes end;
    select * into a from agent where shop_id = p_shop and id = holder;

    select coalesce(array_agg(due.id), '{}'), coalesce(max(due.held), 0) into chosen, max_earlier_holders
      from (
        select c.id, cardinality(earlier_holders(c)) as held from chat c
         where c.shop_id = p_shop and c.agent_id = holder and c.state = 'assigned'
           and reassignment_due(c, a, p_kind, minutes, at)
         order by c.unanswered_since, c.last_message_at, c.id limit p_limit
      ) as due;
    -- The best of now, as many as there are chats and agents who had them, contain every choice; ten explain it.
    crew_ids := array(
      select id from agent
       where shop_id = p_shop and online and availability = 0 and open_count < capacity
       order by agent_score(s.mode, open_count, capacity, base, dealt), last_seq, id
       limit greatest(cardinality(chosen), 10) + max_earlier_holders
    );
    perform from agent
      where (shop_id, id) in (select p_shop, unnest(crew_ids || holder) offset 0) order by shop_id, id for no key update;
    chosen := array(select id from chat where id = any (chosen) order by id for no key update skip locked);

    select * into a from agent where shop_id = p_shop and id = holder;
    crew := array(
      select agent from agent where (shop_id, id) in (select p_shop, unnest(crew_ids) offset 0) order by id
    );
    chats := array(
      select c from chat c
       where c.id = any (chosen) and c.state || '' = 'assigned' and c.agent_id = holder
         and reassignment_due(c, a, p_kind, minutes, at)
         and not exists (select from chat where shop_id = p_shop and state = 'queued')
       order by c.unanswered_since, c.last_message_at, c.id
    );
    counts := (
      select jsonb_build_object(
        'ready', count(*) filter (where online and availability = 0 and open_count < capacity),
        'full', count(*) filter (where online and availability = 0 and open_count >= capacity),
        'inactive', count(*) filter (where availability = 1),
        'notAccepting', count(*) filter (where availability = 2),
        'offline', count(*) filter (where availability in (0, 3) and not online))
        from agent where shop_id = p_shop and chats <> '{}'
    );
    moves := choose_reassignments(s, p_kind, chats, crew, counts);
  end if;

  if moves <> '{}' then
    perform record_moves(moves, '{"kind": "system", "id": null}', null, '{}');
  end if;
  return json_build_object(
    'changed', cardinality(moves), 'shop', p_shop, 'queued', 0,
    'states', case when moves = '{}' then '[]' else agent_states_v1(
      p_shop, array(select move.agent_id from unnest(moves) as move union select holder)) end
  );
end $$;
