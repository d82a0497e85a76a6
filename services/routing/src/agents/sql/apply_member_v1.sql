-- Identity's state of a member, spread over the member's shops: the same call for PUT /internal/v1/agents and
-- for identity.members.v1. Once it has committed, no later commit can assign against it: assign reads the
-- agent rows under the locks that this call held. Versions are compared with the member's own kind only; a state
-- that is not newer changes nothing and answers the same, so that what follows the commit is done again.
--
-- Answers {applied, shops: [{shop, states, queued}], lost: [[shop, agent]]}: `lost` holds chats to requeue.
create or replace function apply_member_v1(p_member jsonb) returns json
language plpgsql as $$
declare
  account constant uuid := p_member ->> 'accountId';
  person constant uuid := p_member ->> 'userId';
  state_version constant bigint := p_member ->> 'version';
  is_active constant boolean := p_member ->> 'status' = 'active';
  listed uuid[];
  applied boolean;
begin
  if jsonb_typeof(p_member -> 'shopAccess') = 'array' then
    listed := array(select jsonb_array_elements_text(p_member -> 'shopAccess')::uuid);
  end if;
  -- "All shops" meets "a new shop" here: whichever commits second sees the other.
  perform pg_advisory_xact_lock(hashtextextended('account:' || account, 0));

  insert into member as m (account_id, user_id, version, status, role, advanced, shop_ids, actor)
  values (account, person, state_version, p_member ->> 'status', p_member ->> 'role',
          (p_member ->> 'advanced')::boolean, listed,
          p_member -> 'actor')
  on conflict (account_id, user_id) do update
    set version = excluded.version, status = excluded.status, role = excluded.role, advanced = excluded.advanced,
        shop_ids = excluded.shop_ids, actor = excluded.actor
    where m.version < excluded.version;
  applied := found;

  if applied then
    -- a shop whose state has not arrived yet keeps a place for its agents
    insert into shop (id, account_id)
    select id, account from unnest(listed) as id order by id on conflict do nothing;

    -- what a new agent takes from its shop must not change meanwhile (see apply_profile_v1)
    perform from shop
      where account_id = account and (listed is null or id = any (listed))
        and not exists (select from agent where agent.shop_id = shop.id and agent.id = person)
      order by id for no key update;
    perform from agent where account_id = account and id = person order by shop_id for no key update;
    insert into agent as a (shop_id, id, account_id, member_version, active, role, advanced, presence_required)
    select shop.id, person, account, state_version, is_active and (listed is null or shop.id = any (listed)),
           p_member ->> 'role', (p_member ->> 'advanced')::boolean, shop.require_presence
      from shop
     where shop.account_id = account
       and (listed is null or shop.id = any (listed)
            or exists (select from agent where agent.shop_id = shop.id and agent.id = person))
     order by shop.id
    on conflict (shop_id, id) do update
      set member_version = excluded.member_version, active = excluded.active, role = excluded.role,
          advanced = excluded.advanced, version = a.version + 1
      where a.member_version < excluded.member_version;
  end if;

  return json_build_object(
    'applied', applied,
    'shops', (
      select coalesce(json_agg(json_build_object(
               'shop', shop_id, 'states', json_build_array(agent_state_v1(agent)), 'queued', 0)), '[]')
        from agent where account_id = account and id = person
    ),
    'lost', (
      select coalesce(json_agg(json_build_array(shop_id, id)), '[]')
        from agent where account_id = account and id = person and not active and open_count > 0
    )
  );
end $$;
