-- Moves chats: to an agent, from one to another, or back to the queue. It writes everything that follows: chats, the
-- agents' counters, the shop's numbers, explanations, events, and entries in the audit trail. One statement, so no one
-- ever sees a chat with two agents or none. The caller holds the locks of all these rows and has decided.
--
-- p_moves: see the type chat_move. `kind` is the explanation's, and the event's reason where p_reason is null.
-- p_audit_headers: headers of the audit entries; null: none are written.
create or replace function record_moves(
  p_moves chat_move[],
  p_actor jsonb,
  p_reason text,
  p_audit_headers jsonb
) returns void
language plpgsql as $$
declare
  at constant timestamptz := switchboard_now();
  ignored int;
begin
  with move as materialized (
    select * from unnest(p_moves)
  ),
  -- moves that the shop's mode decided: they are numbered, and in mode 'equal' they count
  round as materialized (
    select shop_id, max(position) as size, max(last_score) as last_score,
           coalesce(max(score) filter (where mode = 'equal' and kind = 'automatic'), 0) as pass
      from move where mode is not null
     group by shop_id
  ),
  side as (
    select shop_id, agent_id, 1 as chats, case when mode is not null then position end as position,
           (mode = 'equal')::int as dealt
      from move where agent_id is not null
    union all
    -- who had a chat when it was closed has not held it since
    select shop_id, from_agent_id, -1, null, 0 from move where from_agent_id is not null and kind <> 'reopened'
  ),
  load as materialized (
    select shop_id, agent_id, sum(chats)::int as chats, count(*) as moves, max(position) as position,
           coalesce(sum(dealt), 0)::int as dealt
      from side group by shop_id, agent_id
  ),
  changed as (
    update chat c
       set state = case when move.agent_id is null then 'queued' else 'assigned' end,
           agent_id = move.agent_id, preferred_agent = null, version = c.version + 1, revision = c.revision + 1,
           assigned_at = case when move.agent_id is not null then at end,
           waiting_since = case when move.agent_id is null then at end,
           holders = case when move.agent_id is null or move.agent_id = any (c.holders) then c.holders
                          else array_append(c.holders, move.agent_id) end,
           reassigned = c.reassigned + (move.kind in ('no_reply', 'offline'))::int,
           -- a chat that is reopened goes to the end of the order, and counts from now
           arrival = case move.kind when 'reopened' then nextval('arrival') else c.arrival end,
           opened_at = case move.kind when 'reopened' then at else c.opened_at end,
           closed_at = null
      -- the array says the same once more: the rows are found by their index in every plan
      from move where c.id = move.chat_id and c.id = any (array(select move.chat_id from move))
    returning c, move.*, uuidv7() as explanation_id
  ),
  numbered as materialized (
    select changed.*, first_value(chat_id) over of_shop as first_chat, first_value((c).version) over of_shop as first_version
      from changed window of_shop as (partition by shop_id order by position)
  ),
  agents as (
    update agent
       set open_count = agent.open_count + load.chats,
           version = agent.version + load.moves,
           last_seq = coalesce(shop.seq + load.position, agent.last_seq),
           dealt = agent.dealt + load.dealt
      from load join shop on shop.id = load.shop_id
     where agent.shop_id = load.shop_id and agent.id = load.agent_id
  ),
  shops as (
    -- The virtual time never runs ahead of what Redis has picked at, nor of what Postgres knows. A round that picked later
    -- may have committed first: its score is remembered, and the pass of this round contains what that one dealt.
    update shop
       set seq = shop.seq + round.size,
           picked = greatest(shop.picked, coalesce(round.last_score, round.pass)),
           virtual_time = greatest(
             shop.virtual_time, least(round.pass, greatest(shop.picked, coalesce(round.last_score, round.pass))))
      from round where shop.id = round.shop_id
  ),
  explained as (
    insert into assignment (id, chat_id, version, shop_id, at, kind, actor, from_agent_id, agent_id, mode, open_count,
                            capacity, score, position, compared, compared_chat_id, compared_version)
    select explanation_id, chat_id, (c).version, shop_id, at, kind, p_actor, from_agent_id, agent_id, mode, open_count,
           capacity, score, case when mode is not null then position end, compared,
           case when position > 1 and mode is not null and compared is null then first_chat end,
           case when position > 1 and mode is not null and compared is null then first_version end
      from numbered
  )
  select enqueue_events(
           array_agg(
             chat_event(
               case when kind = 'reopened' then 'reopened' when numbered.agent_id is null then 'queued'
                    when from_agent_id is null then 'assigned' else 'transferred' end,
               c, agent, from_agent_id, p_actor, coalesce(p_reason, kind), explanation_id, at,
               array_remove(array[case when kind <> 'reopened' then from_agent_id end, numbered.agent_id], null))
             order by numbered.shop_id, position)
           || array_agg(
             chat_audit_event(
               case when kind = 'reopened' then 'chat.reopened' when from_agent_id is null then 'chat.assigned'
                    else 'chat.transferred' end,
               c, case when kind = 'reopened' then 'closed' when from_agent_id is null then 'queued' else 'assigned' end,
               from_agent_id, p_actor, at, p_audit_headers)
             order by numbered.shop_id, position) filter (where p_audit_headers is not null))
    into ignored
    from numbered
    left join agent on agent.shop_id = numbered.shop_id and agent.id = numbered.agent_id;
end $$;
