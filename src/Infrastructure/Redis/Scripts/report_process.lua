-- Keeps the report of a process for a while, and answers all reports that are kept with the milliseconds that they have left.
-- KEYS: the set of names. ARGV: the name, the report, for how many milliseconds.
local prefix = KEYS[1] .. ':'
redis.call('SET', prefix .. ARGV[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[1], 0, ARGV[1])
local answer = {}
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, 99)) do
  local report = redis.call('GET', prefix .. name)
  if report then
    answer[#answer + 1] = {report, redis.call('PTTL', prefix .. name)}
  else
    redis.call('ZREM', KEYS[1], name)
  end
end
return answer
