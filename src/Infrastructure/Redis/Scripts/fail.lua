-- ARGV: holder, id, error, now, attempt (JSON).
if redis.call('GET', lease) ~= ARGV[1] then return 0 end
local id = ARGV[2]
local state = redis.call('HGET', transaction(id), 'state')
if state ~= 'buffered' and state ~= 'applying' then return 0 end
redis.call('LREM', buffer, -1, id)
redis.call('ZADD', failed, redis.call('HGET', transaction(id), 'sequence'), id)
hold_back(id)
note_attempt(id, ARGV[5], ARGV[3])
enter(id, 'failed', ARGV[4])
event('moved', 'failed', '-', id)
return 1
