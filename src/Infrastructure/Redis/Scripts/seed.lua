-- Gives a new buffer its history, and sees to it that its sequence is at least this. ARGV: name of a new history, floor.
redis.call('SET', history, ARGV[1], 'NX')
local floor = tonumber(ARGV[2])
if tonumber(redis.call('GET', sequence) or '-1') < floor then redis.call('SET', sequence, ARGV[2]) end
return redis.status_reply('OK')
