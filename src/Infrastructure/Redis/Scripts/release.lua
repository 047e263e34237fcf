-- Lets go of confirmed transactions that the replica shows. ARGV: now, then each id.
local released, known = {}, {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local fields = redis.call('HMGET', transaction(id), 'state', 'sequence', 'claims')
  if fields[1] == 'committed' then
    redis.call('HSET', transaction(id), 'state', 'replicated', 'replicated_at', ARGV[1])
    released[#released + 1], known[#known + 1] = id, {fields[2], fields[3]}
  end
end
if #released == 0 then return 0 end
for_all('ZREM', unconfirmed, released)
redis.call('HINCRBY', totals, 'replicated', #released)
finish_all(released, known, true)
event('released', table.concat(released, ' '))
return #released
