-- Only of one that waits: an unknown id must not become a transaction. ARGV: id, error, attempt (JSON).
local state = redis.call('HGET', transaction(ARGV[1]), 'state')
if state ~= 'buffered' and state ~= 'applying' then return 0 end
return note_attempt(ARGV[1], ARGV[3], ARGV[2])
