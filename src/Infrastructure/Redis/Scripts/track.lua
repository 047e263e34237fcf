-- Keeps a transaction that was written directly in the overlay until the replica shows it.
-- ARGV: id, body, request hash, entities, claims (JSON), accepted at, lsn.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local id = ARGV[1]
if redis.call('EXISTS', sequence) == 0 then return {'unseeded'} end
if redis.call('EXISTS', transaction(id)) == 1 then return {'tracked'} end

local number = redis.call('INCR', sequence)
redis.call('HSET', transaction(id), 'sequence', number, 'body', ARGV[2], 'hash', ARGV[3], 'entities', ARGV[4], 'claims', '[]',
  'lsn', ARGV[7])
enter(id, 'committed', ARGV[6])
redis.call('ZADD', unconfirmed, number, id)
event('taken', id)
return {'tracked'}
