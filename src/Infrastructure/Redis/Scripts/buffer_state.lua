-- Whether Redis is complete: the journal that it names, and its counter; and whether anything waits in the queue.
-- ARGV: the mark of a rebuilding that begins, which replaces that name; '' where none does.
local named = redis.call('GET', journal) or ''
if ARGV[1] ~= '' then redis.call('SET', journal, ARGV[1]) end
return {named, redis.call('GET', sequence) or '', redis.call('EXISTS', buffer)}
