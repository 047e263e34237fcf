-- Lets go of confirmed transactions that the replica shows. ARGV: now, then each id.
local released = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  if redis.call('HGET', transaction(id), 'state') == 'committed' then
    redis.call('ZREM', unconfirmed, id)
    enter(id, 'replicated', ARGV[1])
    finish(id, true)
    released[#released + 1] = id
  end
end
if #released > 0 then event('released', table.concat(released, ' ')) end
return #released
