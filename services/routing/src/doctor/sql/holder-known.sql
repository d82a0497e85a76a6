-- Who has a chat is an agent of its shop, and the one whom the last decision about it named.
select page.id as chat, page.version, page.agent_id as agent, decision.agent_id as decided
  from page
  left join agent on agent.shop_id = page.shop_id and agent.id = page.agent_id
  left join assignment as decision on decision.chat_id = page.id and decision.version = page.version
 where (page.state = 'assigned' and (agent.id is null or decision.agent_id is distinct from page.agent_id))
    or (page.state = 'queued' and page.agent_id is not null)
