-- Discards what a person had discarded before Redis was set back. Followers are put back into the queue, by the drain. ARGV: now, then each id.
local discarded = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local state = redis.call('HGET', transaction(id), 'state')
  if state == 'buffered' or state == 'applying' or state == 'failed' or state == 'parked' then
    redis.call('LREM', buffer, 1, id)
    redis.call('ZREM', failed, id)
    redis.call('ZREM', parked, id)
    if state == 'failed' or state == 'parked' then expect(hold_back_no_longer(id)) end
    waits_no_longer({id})
    enter(id, 'discarded', ARGV[1], 'reason', 'discarded before Redis was set back', 'discarded_by', 'recovery')
    finish(id, false)
    discarded[#discarded + 1] = id
  end
end
if #discarded > 0 then event('released', table.concat(discarded, ' ')) end
if redis.call('EXISTS', following) == 1 and redis.call('EXISTS', resolution) == 0 then
  redis.call('HSET', resolution, 'followers', 'buffered', 'now', ARGV[1], 'reason', '', 'principal', 'recovery', 'at', redis.call('TIME')[1])
end
return #discarded
