-- Takes a transaction: all of it, or nothing.
-- ARGV: id, body, request hash, entities, claims (JSON), accepted at, limit, then each claim.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local id = ARGV[1]
if redis.call('EXISTS', sequence) == 0 then return {'unseeded'} end
if redis.call('EXISTS', transaction(id)) == 1 then
  return {'accepted', redis.call('HGET', transaction(id), 'sequence')}
end

for i = 8, #ARGV do
  local holder = redis.call('GET', claim_prefix .. ARGV[i])
  if holder then return {'claimed', ARGV[i], redis.call('HGET', transaction(holder), 'body')} end
end

if redis.call('LLEN', buffer) + redis.call('ZCARD', parked) >= tonumber(ARGV[7]) then return {'full'} end

local number = take(id, ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return {'accepted', number}
