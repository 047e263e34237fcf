-- ARGV: holder, milliseconds.
local holder = redis.call('GET', lease)
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
return 1
