-- Team's settings of a shop. A change of the mode starts the virtual time again (base, dealt, virtual_time, picked = 0); a change of
-- requirePresence changes who is eligible: both are a new epoch, so that Redis forgets and is filled again.
-- When presence starts to matter, an agent is as routing last published them; where it never did, p_online says
-- who is online now. Answers {changed}: whether the epoch did.
create or replace function apply_settings_v1(p_settings jsonb, p_online uuid[]) returns json
language plpgsql as $$
declare
  account constant uuid := p_settings ->> 'accountId';
  this_shop constant uuid := p_settings ->> 'shopId';
  new_mode constant text := p_settings #>> '{assignment,mode}';
  presence constant boolean := p_settings #>> '{lifecycle,requirePresence}';
  offline_minutes constant smallint := p_settings #>> '{lifecycle,reassignOfflineMinutes}';
  no_reply_minutes constant smallint := p_settings #>> '{lifecycle,reassignNoReplyMinutes}';
  uses_presence constant boolean := presence or offline_minutes is not null or no_reply_minutes is not null;
  before shop;
  after shop;
begin
  insert into shop (id, account_id) values (this_shop, account) on conflict do nothing;
  select * into before from shop where id = this_shop for no key update;
  if before.settings_version >= (p_settings ->> 'version')::bigint then
    return json_build_object('changed', false);
  end if;

  if uses_presence and not before.presence_used then
    perform from agent where shop_id = this_shop order by id for no key update;
    update agent
       set online = seen.online,
           went_offline_at = case when not seen.online then coalesce(seen.offline_since, switchboard_now()) end
      from (
        select a.id, coalesce(told.online, a.id = any (p_online)) as online, told.offline_since
          from agent a left join agent_load told on told.shop_id = a.shop_id and told.agent_id = a.id
         where a.shop_id = this_shop
      ) as seen
     where agent.shop_id = this_shop and agent.id = seen.id;
  end if;
  if new_mode <> before.mode or presence <> before.require_presence then
    perform from agent where shop_id = this_shop order by id for no key update;
    update agent set presence_required = presence, version = version + 1 where shop_id = this_shop;
  end if;
  if new_mode <> before.mode then
    update agent set base = 0, dealt = 0 where shop_id = this_shop;
  end if;

  update shop
     set settings_version = (p_settings ->> 'version')::bigint,
         mode = new_mode,
         virtual_time = case when new_mode <> before.mode then 0 else virtual_time end,
         picked = case when new_mode <> before.mode then 0 else picked end,
         epoch = epoch + case when new_mode <> before.mode or presence <> before.require_presence then 1 else 0 end,
         chat_access = array(select jsonb_array_elements_text(p_settings #> '{chatAccess,roles}')),
         auto_close_days = (p_settings #>> '{lifecycle,autoCloseDays}')::smallint,
         require_presence = presence,
         reassign_offline_minutes = offline_minutes,
         reassign_no_reply_minutes = no_reply_minutes
   where id = this_shop returning * into after;
  return json_build_object('changed', after.epoch <> before.epoch);
end $$;
