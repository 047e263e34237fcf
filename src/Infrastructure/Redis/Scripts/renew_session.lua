-- KEYS: session. ARGV: hash of the secret, hash of the next one.
-- Runs also at maxmemory, as at_maxmemory.lua says: who is logged in can still see to the buffer.
-- The secrets that were replaced stay with the session as fields of their own.
redis.call('DEL', KEYS[1] .. ':')
local secret = redis.call('HGET', KEYS[1], 'secret')
if not secret then return 'unknown' end
if secret == ARGV[1] then
  redis.call('HSET', KEYS[1], 'secret', ARGV[2], 'replaced:' .. secret, 1)
  return 'renewed'
end
if redis.call('HEXISTS', KEYS[1], 'replaced:' .. ARGV[1]) == 0 then return 'unknown' end
redis.call('DEL', KEYS[1])
return 'reused'
