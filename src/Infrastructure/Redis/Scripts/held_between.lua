-- What was buffered, waits for main or for the replica, and has its sequence in a range, the newest first. The queue must be in order.
-- ARGV: least, greatest, how many are looked at in each place. Answers where to go on ('': all was seen), then id and sequence of each.
local least, greatest, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local seen, reached = {}, least

local function see(ids, number_at)
  local last
  for i, id in ipairs(ids) do
    local number = number_at(i, id)
    if number and number < least then return end
    if number and number <= greatest then
      seen[#seen + 1] = {id, number}
      last = number
    end
  end
  if #ids == most and last then reached = math.max(reached, last) end
end

local first = place_below(greatest + 1)
see(redis.call('LRANGE', buffer, first, first + most - 1), function(_, id) return number_of(id) end)
for _, set in ipairs({failed, parked, unconfirmed}) do
  local ids, numbers = {}, {}
  local found = redis.call('ZREVRANGEBYSCORE', set, ARGV[2], ARGV[1], 'WITHSCORES', 'LIMIT', 0, most)
  for i = 1, #found, 2 do ids[#ids + 1], numbers[#numbers + 1] = found[i], tonumber(found[i + 1]) end
  see(ids, function(i) return numbers[i] end)
end

local answer = {reached > least and string.format('%.0f', reached - 1) or ''}
for _, entry in ipairs(seen) do
  if entry[2] >= reached and redis.call('HEXISTS', transaction(entry[1]), 'buffered_at') == 1 then
    answer[#answer + 1], answer[#answer + 2] = entry[1], string.format('%.0f', entry[2])
  end
end
return answer
