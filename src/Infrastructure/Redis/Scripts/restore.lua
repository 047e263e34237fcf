-- Puts back what the journal holds and Redis does not, in its place in the queue.
-- ARGV: state ('buffered' or 'replicated'), 'again' to put back also what stands as applied, now,
-- then for each: id, sequence, body, entities, claims (JSON), accepted at.
local restored, queued, superseded = 0, {}, {}

-- A write that was taken here, whose answer was lost, and that was repeated elsewhere: the one that was answered stays.
local function supersede(claim, id)
  local holder = redis.call('GET', claim_prefix .. claim)
  if not holder or holder == id or redis.call('HGET', transaction(holder), 'state') ~= 'buffered' then return end
  redis.call('LREM', buffer, 0, holder)
  enter(holder, 'discarded', ARGV[3], 'reason', 'repeated as transaction ' .. id .. ', which was answered', 'discarded_by', 'recovery')
  finish(holder, false)
  superseded[holder] = true
end

local function newest_first(one, other) return one.number > other.number end

local function push(command, entries, from, to, step)
  local ids = {}
  for i = from, to, step do
    ids[#ids + 1] = entries[i].id
    if #ids == most_at_once or i == to then
      redis.call(command, buffer, unpack(ids))
      ids = {}
    end
  end
end

-- Takes out those at one end of the queue among which they belong, and puts all in again.
local function put_in(entries)
  table.sort(entries, newest_first)
  local length, ahead = redis.call('LLEN', buffer), place_below(entries[#entries].number)
  local behind = length - place_below(entries[1].number)
  local is_head, count = ahead <= behind, math.min(ahead, behind)
  if count > 0 then
    local among = redis.call('LRANGE', buffer, is_head and 0 or -count, is_head and count - 1 or -1)
    redis.call('LTRIM', buffer, is_head and count or 0, is_head and -1 or -count - 1)
    for _, id in ipairs(among) do entries[#entries + 1] = {id = id, number = number_of(id) or 0} end
    table.sort(entries, newest_first)
  end
  if is_head then push('LPUSH', entries, #entries, 1, -1) else push('RPUSH', entries, 1, #entries, 1) end
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
      queued[#queued + 1] = {id = id, number = tonumber(ARGV[i + 1])}
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

local staying = {}
for _, entry in ipairs(queued) do
  if not superseded[entry.id] then staying[#staying + 1] = entry end
end
if #staying > 0 then put_in(staying) end
return restored
