-- Puts back what the journal holds and Redis does not, each in its place, and takes forward what Redis has in an earlier state.
-- ARGV: state ('buffered', 'failed', 'committed' or 'replicated'), 'again' to queue also what is applied, now, the ids that may be superseded,
-- then for each: id, sequence, body, entities, claims (JSON), accepted at, log position or error, 1 if it was written directly.
local restored, queued, superseded, unanswered = 0, {}, {}, {}
for _, id in ipairs(words(ARGV[4])) do unanswered[id] = true end

-- A write that was taken here, was never answered, and was repeated elsewhere: the one that was answered stays.
local function supersede(claim, id)
  local holder = redis.call('GET', claim_prefix .. claim)
  if not holder or holder == id or not unanswered[holder] or redis.call('HGET', transaction(holder), 'state') ~= 'buffered' then return end
  redis.call('LREM', buffer, 0, holder)
  waits_no_longer({holder})
  enter(holder, 'discarded', ARGV[3], 'reason', 'repeated as transaction ' .. id .. ', which was answered', 'discarded_by', 'recovery')
  finish(holder, false)
  superseded[holder] = true
end

local function place(i, id, state, again)
  local note, waits = ARGV[i + 6], ARGV[1] == 'buffered'
  if waits then comes_to_wait(id, ARGV[i + 2]) else waits_no_longer({id}) end
  if state == 'buffered' or state == 'applying' then redis.call('LREM', buffer, -1, id) end
  if ARGV[i + 7] ~= '1' then redis.call('HSET', transaction(id), 'buffered_at', ARGV[i + 5]) end
  if ARGV[1] == 'failed' then
    enter(id, 'failed', ARGV[3], 'last_error', note)
    redis.call('ZADD', failed, ARGV[i + 1], id)
    hold_back(id)
  elseif ARGV[1] == 'committed' then
    enter(id, 'committed', ARGV[3], 'lsn', note)
    redis.call('ZADD', unconfirmed, ARGV[i + 1], id)
  elseif again then
    redis.call('ZREM', unconfirmed, id)
    redis.call('ZREM', finished, id)
    redis.call('PERSIST', transaction(id))
    redis.call('HSET', transaction(id), 'state', 'buffered')
    queued[#queued + 1] = {id = id, number = tonumber(ARGV[i + 1])}
  else
    enter(id, 'buffered', ARGV[i + 5])
    queued[#queued + 1] = {id = id, number = tonumber(ARGV[i + 1])}
  end
end

for i = 5, #ARGV, 8 do
  local id, claims = ARGV[i], cjson.decode(ARGV[i + 4])
  local state = redis.call('HGET', transaction(id), 'state')
  local again = ARGV[2] == 'again' and (state == 'committed' or state == 'replicated')
  local behind = (ARGV[1] == 'failed' or ARGV[1] == 'committed') and (state == 'buffered' or state == 'applying')
  if not state or again or behind then
    if ARGV[1] == 'replicated' then
      shorten(id, {sequence = ARGV[i + 1], body = ARGV[i + 2], buffered_at = ARGV[i + 5]}, ARGV[3])
    else
      redis.call('HSET', transaction(id), 'sequence', ARGV[i + 1], 'body', ARGV[i + 2], 'entities', ARGV[i + 3],
        'claims', ARGV[i + 4])
      for _, claim in ipairs(claims) do supersede(claim, id) end
      place(i, id, state, again)
    end
    for _, claim in ipairs(claims) do
      if ARGV[1] == 'buffered' and again then redis.call('SET', claim_prefix .. claim, id)
      else redis.call('SET', claim_prefix .. claim, id, 'NX') end
    end
    if ARGV[1] == 'replicated' then finish_all({id}, {{ARGV[i + 1], ARGV[i + 4]}}, true) end
    restored = restored + 1
  end
end

local staying = {}
for _, entry in ipairs(queued) do
  if not superseded[entry.id] then staying[#staying + 1] = entry end
end
table.sort(staying, function(one, other) return one.number < other.number end)
put_in(staying)
return restored
