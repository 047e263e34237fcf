-- Ends a rebuilding: the queue in order of sequence, the counter above all, a new history for those who mirror the overlay, and
-- the canary last. ARGV: the journal's id, floor of the counter, name of the new history.
local ids, number, ordered = redis.call('LRANGE', buffer, 0, -1), {}, true
for i, id in ipairs(ids) do
  number[id] = number_of(id)
  if i > 1 and number[ids[i - 1]] < number[id] then ordered = false end
end
if not ordered then
  table.sort(ids, function(one, other) return number[one] > number[other] end)
  redis.call('DEL', buffer)
  for i = 1, #ids, 1000 do redis.call('RPUSH', buffer, unpack(ids, i, math.min(i + 999, #ids))) end
end

local floor = tonumber(ARGV[2])
if tonumber(redis.call('GET', sequence) or '-1') < floor then redis.call('SET', sequence, string.format('%.0f', floor)) end
redis.call('SET', history, ARGV[3])
redis.call('DEL', events)
redis.call('SET', journal, ARGV[1])
return #ids
