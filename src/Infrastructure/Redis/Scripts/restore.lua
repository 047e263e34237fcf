-- Puts back what the journal holds and Redis does not. Order in the queue comes at the end (complete.lua): until then nothing is peeked.
-- ARGV: state ('buffered' or 'replicated'), 'again' to put back also what stands as applied, now,
-- then for each: id, sequence, body, entities, claims (JSON), accepted at.
local restored = 0

-- A write that was taken here, whose answer was lost, and that was repeated elsewhere: the one that was answered stays.
local function supersede(claim, id)
  local holder = redis.call('GET', claim_prefix .. claim)
  if not holder or holder == id or redis.call('HGET', transaction(holder), 'state') ~= 'buffered' then return end
  redis.call('LREM', buffer, 0, holder)
  enter(holder, 'discarded', ARGV[3], 'reason', 'repeated as transaction ' .. id .. ', which was answered', 'discarded_by', 'recovery')
  finish(holder, false)
end

for i = 4, #ARGV, 6 do
  local id, claims = ARGV[i], cjson.decode(ARGV[i + 4])
  local state = redis.call('HGET', transaction(id), 'state')
  local again = ARGV[2] == 'again' and (state == 'committed' or state == 'replicated')
  if not state or again then
    redis.call('HSET', transaction(id), 'sequence', ARGV[i + 1], 'body', ARGV[i + 2], 'entities', ARGV[i + 3],
      'claims', ARGV[i + 4])
    if ARGV[1] == 'buffered' then
      for _, claim in ipairs(claims) do supersede(claim, id) end
      if again then
        redis.call('ZREM', unconfirmed, id)
        redis.call('ZREM', finished, id)
        redis.call('PERSIST', transaction(id))
        redis.call('HSET', transaction(id), 'state', 'buffered')
      else
        enter(id, 'buffered', ARGV[i + 5])
      end
      redis.call('LPUSH', buffer, id)
    else
      redis.call('HSET', transaction(id), 'state', 'replicated', 'buffered_at', ARGV[i + 5], 'replicated_at', ARGV[3])
    end
    for _, claim in ipairs(claims) do
      if ARGV[1] == 'buffered' and again then redis.call('SET', claim_prefix .. claim, id)
      else redis.call('SET', claim_prefix .. claim, id, 'NX') end
    end
    if ARGV[1] == 'replicated' then finish(id, true) end
    restored = restored + 1
  end
end
return restored
