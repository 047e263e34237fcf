-- What was given up and has its sequence from here on, the oldest first. ARGV: least, how many are looked at.
-- Answers where to go on ('': all was seen), then id and sequence of each.
local found = redis.call('ZRANGEBYSCORE', finished, ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local answer = {#found == 2 * tonumber(ARGV[2]) and string.format('%.0f', tonumber(found[#found]) + 1) or ''}
for i = 1, #found, 2 do
  if redis.call('HGET', transaction(found[i]), 'state') == 'discarded' then
    answer[#answer + 1], answer[#answer + 2] = found[i], found[i + 1]
  end
end
return answer
