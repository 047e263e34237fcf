-- Notes that main has applied these. ARGV: now, lsn, then each id.
local moved = {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local state = redis.call('HGET', transaction(id), 'state')
  if state == 'buffered' or state == 'applying' then
    redis.call('LREM', buffer, -1, id)
    redis.call('ZADD', unconfirmed, redis.call('HGET', transaction(id), 'sequence'), id)
    enter(id, 'committed', ARGV[1], 'lsn', ARGV[2])
    moved[#moved + 1] = id
  end
end
if #moved > 0 then event('moved', 'committed', ARGV[2], table.concat(moved, ' ')) end
return #moved
