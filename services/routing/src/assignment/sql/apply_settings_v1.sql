-- Team's settings of a shop. A change of the mode starts the common time anew (base, dealt, vt = 0); a change of
-- requirePresence changes who is eligible: both are a new epoch, so that Redis forgets and is filled again.
-- p_online: who is online now; used when presence starts to matter. Answers {applied, epoch, changed}: `changed`
-- says that the epoch did.
create function apply_settings_v1(p_settings jsonb, p_online uuid[]) returns json
language plpgsql as $$
declare
  account constant uuid := p_settings ->> 'accountId';
  this_shop constant uuid := p_settings ->> 'shopId';
  new_mode constant text := p_settings #>> '{assignment,mode}';
  presence constant boolean := p_settings #>> '{lifecycle,requirePresence}';
  before shop;
  after shop;
begin
  insert into shop (id, account_id) values (this_shop, account) on conflict do nothing;
  select * into before from shop where id = this_shop for no key update;
  if before.settings_version >= (p_settings ->> 'version')::bigint then
    return json_build_object('applied', false, 'epoch', before.epoch, 'changed', false);
  end if;

  if new_mode <> before.mode or presence <> before.require_presence then
    perform from agent where shop_id = this_shop order by id for no key update;
    update agent
       set presence_required = presence,
           online = case when presence and not before.require_presence then id = any (p_online) else online end,
           version = version + 1
     where shop_id = this_shop;
  end if;
  if new_mode <> before.mode then
    update agent set base = 0, dealt = 0 where shop_id = this_shop;
  end if;

  update shop
     set settings_version = (p_settings ->> 'version')::bigint,
         mode = new_mode,
         vt = case when new_mode <> before.mode then 0 else vt end,
         epoch = epoch + case when new_mode <> before.mode or presence <> before.require_presence then 1 else 0 end,
         chat_access = array(select jsonb_array_elements_text(p_settings #> '{chatAccess,roles}')),
         auto_close_days = (p_settings #>> '{lifecycle,autoCloseDays}')::smallint,
         require_presence = presence,
         reassign_offline_minutes = (p_settings #>> '{lifecycle,reassignOfflineMinutes}')::smallint,
         reassign_no_reply_minutes = (p_settings #>> '{lifecycle,reassignNoReplyMinutes}')::smallint
   where id = this_shop returning * into after;
  return json_build_object('applied', true, 'epoch', after.epoch, 'changed', after.epoch <> before.epoch);
end $$;
