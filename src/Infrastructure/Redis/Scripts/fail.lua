-- ARGV: holder, id, error, now, attempt (JSON).
if redis.call('GET', lease) ~= ARGV[1] then return 0 end
local id = ARGV[2]
local fields = redis.call('HMGET', transaction(id), 'state', 'sequence')
if fields[1] and fields[1] ~= 'buffered' and fields[1] ~= 'applying' then return 0 end
-- Of one that lost what is known of it only the id is left.
if redis.call('LREM', buffer, -1, id) == 0 then return 0 end
if not fields[2] then redis.call('HSET', transaction(id), 'sequence', 0) end
redis.call('ZADD', failed, fields[2] or 0, id)
hold_back(id)
waits_no_longer({id})
note_attempt(id, ARGV[5], ARGV[3])
enter(id, 'failed', ARGV[4])
event('moved', 'failed', '-', id)
return 1
