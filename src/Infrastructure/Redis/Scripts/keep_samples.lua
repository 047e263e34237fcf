-- Keeps of each minute the first sample, and forgets old ones.
-- KEYS: the samples by minute. ARGV: the newest minute to forget, then minutes and samples in turn.
for i = 2, #ARGV, 2 do
  if #redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[i], ARGV[i]) == 0 then redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1000)) do redis.call('ZREM', KEYS[1], old) end
return 1
