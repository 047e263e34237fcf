-- Notes that main has applied these. ARGV: now, lsn, then each id.
local moved, places = {}, {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local fields = redis.call('HMGET', transaction(id), 'state', 'sequence')
  if fields[1] == 'buffered' or fields[1] == 'applying' then
    redis.call('HSET', transaction(id), 'state', 'committed', 'committed_at', ARGV[1], 'lsn', ARGV[2])
    moved[#moved + 1] = id
    places[#places + 1], places[#places + 2] = fields[2], id
  end
end
if #moved == 0 then return 0 end

local function are_the_oldest()
  local oldest = redis.call('LRANGE', buffer, -#moved, -1)
  for i, id in ipairs(moved) do
    if oldest[#moved + 1 - i] ~= id then return false end
  end
  return true
end

if are_the_oldest() then
  redis.call('LTRIM', buffer, 0, -#moved - 1)
else
  for _, id in ipairs(moved) do redis.call('LREM', buffer, -1, id) end
end
waits_no_longer(moved)
for_all('ZADD', unconfirmed, places)
redis.call('HINCRBY', totals, 'committed', #moved)
event('moved', 'committed', ARGV[2], table.concat(moved, ' '))
return #moved
