-- Whoever a chat was taken from had been given it by the version before.
select move.chat_id as chat, move.version, move.from_agent_id as agent, given.agent_id as given
  from page
  join assignment as move on move.chat_id = page.id
  left join assignment as given on given.chat_id = move.chat_id and given.version = move.version - 1
 where move.from_agent_id is not null and move.kind <> 'reopened'
   and given.agent_id is distinct from move.from_agent_id
