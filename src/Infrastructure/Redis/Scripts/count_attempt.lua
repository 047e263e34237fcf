-- Only of one that waits: an unknown id must not become a transaction. ARGV: id, error.
local state = redis.call('HGET', transaction(ARGV[1]), 'state')
if state ~= 'buffered' and state ~= 'applying' then return 0 end
redis.call('HSET', transaction(ARGV[1]), 'last_error', ARGV[2])
return redis.call('HINCRBY', transaction(ARGV[1]), 'attempts', 1)
