-- Team's state of one agent in one shop: the same call for PUT /internal/v1/agents and for team.agents.v1.
-- Compared with the profile's own kind only. Answers as apply_member_v1 does.
create or replace function apply_profile_v1(p_profile jsonb) returns json
language plpgsql as $$
declare
  account constant uuid := p_profile ->> 'accountId';
  shop_of_agent constant uuid := p_profile ->> 'shopId';
  person constant uuid := p_profile ->> 'userId';
  applied boolean;
begin
  insert into shop (id, account_id) values (shop_of_agent, account) on conflict do nothing;
  -- A new agent takes from the shop whether presence is required and where its common time stands: under the shop's
  -- lock, or a change of the settings at the same moment would pass it by.
  if not exists (select from agent where shop_id = shop_of_agent and id = person) then
    perform from shop where id = shop_of_agent for no key update;
  end if;

  insert into agent as a (shop_id, id, account_id, profile_version, nickname, avatar_hash, capacity, accepting,
                          presence_required)
  values (shop_of_agent, person, account, (p_profile ->> 'version')::bigint, p_profile ->> 'nickname',
          p_profile ->> 'avatarHash', (p_profile ->> 'maxCapacity')::int, (p_profile ->> 'acceptChats')::boolean,
          (select require_presence from shop where id = shop_of_agent))
  on conflict (shop_id, id) do update
    set profile_version = excluded.profile_version, nickname = excluded.nickname,
        avatar_hash = excluded.avatar_hash, capacity = excluded.capacity, accepting = excluded.accepting,
        version = a.version + 1
    where a.profile_version < excluded.profile_version;
  applied := found;

  return json_build_object(
    'applied', applied,
    'shops', json_build_array(json_build_object(
      'shop', shop_of_agent, 'states', agent_states_v1(shop_of_agent, array[person]), 'queued', 0)),
    'lost', '[]'::json
  );
end $$;
