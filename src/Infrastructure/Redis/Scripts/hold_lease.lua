-- ARGV: holder, milliseconds.
-- One with more time left than is ever given dates from before the server's clock went back: its holder may be long dead.
local holder = redis.call('GET', lease)
if holder and holder ~= ARGV[1] and redis.call('PTTL', lease) <= tonumber(ARGV[2]) then return 0 end
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
return 1
