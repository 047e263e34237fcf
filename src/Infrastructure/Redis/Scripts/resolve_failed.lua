-- Takes a failed transaction out of the failed ones, and with it the first of the parked ones that waited only for it.
-- ARGV: id, what becomes of it ('buffered' or 'discarded'), what becomes of the followers, now, reason, principal,
-- its new body or '', the edit that led to it (JSON), how many edits it had before, then the audit transaction.
-- Answers which were put back and which discarded, and whether that is all (0: see resolve_followers.lua).
if lacks_what_the_journal_holds() then return {'incomplete'} end
local id = ARGV[1]
if redis.call('EXISTS', following) == 1 then return {'busy'} end
if redis.call('HGET', transaction(id), 'state') ~= 'failed' then return {'not_failed'} end
if ARGV[10] and redis.call('EXISTS', sequence) == 0 then return {'unseeded'} end

if ARGV[7] ~= '' then
  local edits = lines(redis.call('HGET', transaction(id), 'edits'))
  if #edits ~= tonumber(ARGV[9]) then return {'not_failed'} end
  edits[#edits + 1] = ARGV[8]
  redis.call('HSET', transaction(id), 'body', ARGV[7], 'edits', table.concat(edits, '\n'))
  -- Who mirrors the overlay keeps the values of one that it knows: it must let go of it to take the new ones.
  event('released', id)
  event('taken', id)
end

local decision = {followers = ARGV[3], now = ARGV[4], reason = ARGV[5], principal = ARGV[6]}
local resolved = {buffered = {}, discarded = {}}
redis.call('ZREM', failed, id)
expect(hold_back_no_longer(id))
if ARGV[2] == 'buffered' then redis.call('HSET', transaction(id), 'attempts', 0) end
resolve(resolved, id, ARGV[2], decision)
follow(resolved, decision, followers_at_once)
if redis.call('EXISTS', following) == 1 then
  redis.call('HSET', resolution, 'followers', decision.followers, 'now', decision.now, 'reason', decision.reason, 'principal', decision.principal)
end
take_audit(10)
return end_resolving(resolved)
