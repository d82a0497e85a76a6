select page.id as agent, page.version, page.member_version, member.version as state_version
  from page
  left join member on member.account_id = page.account_id and member.user_id = page.id
 where page.active is distinct from coalesce(
         member.status = 'active' and (member.shop_ids is null or page.shop_id = any (member.shop_ids)), false)
    or page.member_version > coalesce(member.version, 0)
    or (page.active and (page.role, page.advanced) is distinct from (member.role, member.advanced))
