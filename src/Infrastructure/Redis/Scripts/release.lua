-- Lets go of confirmed transactions that the replica shows. ARGV: now, then each id.
local released = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  if redis.call('HGET', transaction(id), 'state') == 'committed' then
    redis.call('HSET', transaction(id), 'state', 'replicated', 'replicated_at', ARGV[1])
    released[#released + 1] = id
  end
end
if #released == 0 then return 0 end
for_all('ZREM', unconfirmed, released)
redis.call('HINCRBY', totals, 'replicated', #released)
finish(released, true)
event('released', table.concat(released, ' '))
return #released
