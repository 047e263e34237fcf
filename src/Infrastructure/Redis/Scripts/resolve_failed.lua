-- Takes a failed transaction out of the failed ones, and with it the parked ones that waited only for it.
-- ARGV: id, what becomes of it ('buffered' or 'discarded'), what becomes of the followers, now, reason, principal,
-- its new body or '', the edit that led to it (JSON), how many edits it had before, then the audit transaction.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local id = ARGV[1]
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

-- What the other failed ones hold back stays; of the parked ones, in order, those go that nothing holds back any more.
redis.call('ZREM', failed, id)
redis.call('DEL', blocked)
for _, other in ipairs(redis.call('ZRANGE', failed, 0, -1)) do hold_back(other) end
local followers = {}
for _, follower in ipairs(redis.call('ZRANGE', parked, 0, -1)) do
  if is_held_back(number_of(follower), redis.call('HGET', transaction(follower), 'entities')) then
    hold_back(follower)
  else
    redis.call('ZREM', parked, follower)
    followers[#followers + 1] = follower
  end
end

local resolved = {buffered = {}, discarded = {}}
local function resolve(each, outcome)
  table.insert(resolved[outcome], each)
  if outcome == 'buffered' then
    redis.call('HSET', transaction(each), 'state', 'buffered')
    if each == id then redis.call('HSET', transaction(each), 'attempts', 0) end
  else
    enter(each, 'discarded', ARGV[4], 'reason', ARGV[5], 'discarded_by', ARGV[6])
    finish(each, false)
  end
end

resolve(id, ARGV[2])
for _, follower in ipairs(followers) do resolve(follower, ARGV[3]) end

-- The oldest belongs at the tail. An earlier one may still wait there, and must not be overtaken.
local at = -1
for _, each in ipairs(resolved.buffered) do
  local next = redis.call('LINDEX', buffer, at)
  while next and number_of(next) < number_of(each) do
    at = at - 1
    next = redis.call('LINDEX', buffer, at)
  end
  if next then redis.call('LINSERT', buffer, 'AFTER', next, each) else redis.call('LPUSH', buffer, each) end
  at = at - 1
end
if #resolved.buffered > 0 then event('moved', 'buffered', '-', table.concat(resolved.buffered, ' ')) end
if #resolved.discarded > 0 then event('released', table.concat(resolved.discarded, ' ')) end
take_audit(10)
return {'resolved', resolved.buffered, resolved.discarded}
