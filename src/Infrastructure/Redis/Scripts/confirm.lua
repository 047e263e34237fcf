-- Notes that main has applied these. ARGV: now, lsn, then each id.
local moved, places = {}, {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local fields = redis.call('HMGET', transaction(id), 'state', 'sequence')
  if fields[1] == 'buffered' or fields[1] == 'applying' then
    redis.call('LREM', buffer, -1, id)
    redis.call('HSET', transaction(id), 'state', 'committed', 'committed_at', ARGV[1], 'lsn', ARGV[2])
    moved[#moved + 1] = id
    places[#places + 1], places[#places + 2] = fields[2], id
  end
end
for start = 1, #places, most_at_once do
  redis.call('ZADD', unconfirmed, unpack(places, start, math.min(start + most_at_once - 1, #places)))
end
if #moved > 0 then
  redis.call('HINCRBY', totals, 'committed', #moved)
  event('moved', 'committed', ARGV[2], table.concat(moved, ' '))
end
return #moved
