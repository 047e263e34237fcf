-- Keeps a transaction that was written directly in the overlay until the replica shows it, and its names from later ones.
-- ARGV: id, body, entities, claims (JSON), accepted at, lsn.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local id = ARGV[1]
if redis.call('EXISTS', sequence) == 0 then return {'unseeded'} end
if redis.call('EXISTS', transaction(id)) == 1 then return {'tracked', redis.call('HGET', transaction(id), 'sequence')} end

-- A name that another one holds stays with that.
local held = {}
for _, claim in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('SET', claim_prefix .. claim, id, 'NX') then held[#held + 1] = claim end
end

local number = redis.call('INCR', sequence)
redis.call('HSET', transaction(id), 'sequence', number, 'body', ARGV[2], 'entities', ARGV[3],
  'claims', #held > 0 and cjson.encode(held) or '[]', 'lsn', ARGV[6])
enter(id, 'committed', ARGV[5])
redis.call('ZADD', unconfirmed, number, id)
event('taken', id)
return {'tracked', string.format('%.0f', number)}
