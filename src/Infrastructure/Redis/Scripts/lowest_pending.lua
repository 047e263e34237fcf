-- The lowest sequence that is not final, and the lowest that is queued or unconfirmed; where there is none, the next one.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local lowest = tonumber(redis.call('GET', sequence) or '0') + 1

local function look(set)
  local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')[2]
  if first then lowest = math.min(lowest, tonumber(first)) end
end

local oldest = redis.call('LINDEX', buffer, -1)
if oldest then lowest = math.min(lowest, number_of(oldest)) end
look(unconfirmed)
local under_way = lowest
look(failed)
look(parked)
return {string.format('%.0f', lowest), string.format('%.0f', under_way)}
