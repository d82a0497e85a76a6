-- Identity's state of a shop. A new shop gets agents from the members who may work in every shop of the account.
-- Answers {shops: [{shop, states, queued}]}.
create or replace function apply_shop_v1(p_shop jsonb) returns json
language plpgsql as $$
declare
  account constant uuid := p_shop ->> 'accountId';
  this_shop constant uuid := p_shop ->> 'shopId';
  applied boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('account:' || account, 0));

  insert into shop as s (id, account_id, shop_version, name, customer_language, status)
  values (this_shop, account, (p_shop ->> 'version')::bigint, p_shop ->> 'name', p_shop ->> 'customerLanguage',
          p_shop ->> 'status')
  on conflict (id) do update
    set shop_version = excluded.shop_version, name = excluded.name, customer_language = excluded.customer_language,
        status = excluded.status
    where s.shop_version < excluded.shop_version and s.account_id = excluded.account_id;
  applied := found;

  if applied then
    insert into agent as a (shop_id, id, account_id, member_version, active, role, advanced, presence_required)
    select this_shop, member.user_id, account, member.version, member.status = 'active', member.role, member.advanced,
           shop.require_presence
      from member join shop on shop.id = this_shop
     where member.account_id = account and (member.shop_ids is null or this_shop = any (member.shop_ids))
     order by member.user_id
    on conflict (shop_id, id) do update
      set member_version = excluded.member_version, active = excluded.active, role = excluded.role,
          advanced = excluded.advanced, version = a.version + 1
      where a.member_version < excluded.member_version;
  end if;

  return json_build_object(
    'shops', json_build_array(json_build_object(
      'shop', this_shop,
      'states', (select coalesce(json_agg(agent_state_v1(agent)), '[]') from agent where shop_id = this_shop),
      'queued', 0))
  );
end $$;
