select decision.chat_id as chat, decision.version, decision.agent_id as agent, decision.open_count, decision.capacity
  from page join assignment as decision on decision.chat_id = page.id
 where decision.kind in ('automatic', 'previous_agent', 'no_reply', 'offline')
   and (decision.open_count < decision.capacity) is not true
