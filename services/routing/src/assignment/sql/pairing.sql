-- One decision of a round: this chat to this agent, and the agent as the decision found it.
create type pairing as (
  shop_id uuid,
  chat_id uuid,
  agent_id uuid,
  -- place in the shop's round, from 1
  position int,
  -- the chat asked for its previous agent: does not move the shop's virtual time
  preferred boolean,
  mode text,
  open_count int,
  capacity int,
  score bigint
);
