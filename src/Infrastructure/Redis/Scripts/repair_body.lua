-- Puts the content of a transaction back, unless it has changed since it was found unreadable. ARGV: id, what was found (''), content.
local fields = redis.call('HMGET', transaction(ARGV[1]), 'body', 'state')
if (fields[1] or '') ~= ARGV[2] or fields[2] == 'replicated' then return 0 end
redis.call('HSET', transaction(ARGV[1]), 'body', ARGV[3])
return 1
