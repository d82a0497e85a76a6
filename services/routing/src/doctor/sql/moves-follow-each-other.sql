-- The agent a chat was taken from got it with the version before.
select move.chat_id as chat, move.version, move.from_agent_id as agent, given.agent_id as given
  from page
 cross join lateral (
   select chat_id, version, from_agent_id from assignment
    where chat_id = page.id and from_agent_id is not null and kind <> 'reopened'
   offset 0
 ) as move
  left join assignment as given on given.chat_id = move.chat_id and given.version = move.version - 1
 where given.agent_id is distinct from move.from_agent_id
