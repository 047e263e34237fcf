-- Begins every script. The keys are those of SiteKeys, always all of them and in this order.
local buffer, failed, parked, unconfirmed, finished = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local blocked, sequence, history, version, events = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local totals, lease, pause, transaction_prefix, claim_prefix = KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15]

local events_kept = 100000 -- who falls further behind reads everything anew, which takes a while beside a million
local events_beyond = 1000 -- so that not every event has to cut off another
local attempts_kept = 20
local most_at_once = 1000 -- what unpack puts on Lua's stack is bounded
local retention = 8 * 24 * 3600 -- seven days after the final state, and one for clocks that jump

-- Few commands for many arguments, which may be pairs.
local function for_all(command, key, arguments)
  for first = 1, #arguments, most_at_once do
    redis.call(command, key, unpack(arguments, first, math.min(first + most_at_once - 1, #arguments)))
  end
end

local function transaction(id)
  return transaction_prefix .. id
end

local function number_of(id)
  return tonumber(redis.call('HGET', transaction(id), 'sequence'))
end

-- The queue is in order, the newest first: from which place on those are that come before a sequence.
local function place_below(number)
  local low, high = 0, redis.call('LLEN', buffer)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if (number_of(redis.call('LINDEX', buffer, middle)) or 0) >= number then low = middle + 1 else high = middle end
  end
  return low
end

local function tell(happened)
  redis.call('INCRBY', version, #happened)
  if redis.call('RPUSH', events, unpack(happened)) > events_kept + events_beyond then
    redis.call('LTRIM', events, -events_kept, -1)
  end
end

local function event(...)
  tell({table.concat({...}, ' ')})
end

local function words(text)
  local list = {}
  for word in string.gmatch(text or '', '%S+') do list[#list + 1] = word end
  return list
end

local function enter(id, state, now, ...)
  redis.call('HSET', transaction(id), 'state', state, state .. '_at', now, ...)
  redis.call('HINCRBY', totals, state, 1)
end

local function write(id, number, body, entities, claims, now)
  redis.call('HSET', transaction(id), 'sequence', number, 'body', body, 'entities', entities, 'claims', claims,
    'state', 'buffered', 'buffered_at', now)
end

-- Puts a new transaction at the end of the queue. Whether it may be taken is for the caller to know.
local function take(id, body, entities, claims, now)
  local number = redis.call('INCR', sequence)
  write(id, number, body, entities, claims, now)
  redis.call('HINCRBY', totals, 'buffered', 1)
  for _, claim in ipairs(cjson.decode(claims)) do redis.call('SET', claim_prefix .. claim, id) end
  redis.call('LPUSH', buffer, id)
  event('taken', id)
  return number
end

-- Takes the record of a decision together with the decision, whatever the room. ARGV from first on: id, body, entities,
-- claims (JSON), accepted at; or nothing, where no record is kept.
local function take_audit(first)
  if ARGV[first] then take(ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3], ARGV[first + 4]) end
end

local function lines(text)
  local list = {}
  for line in string.gmatch(text or '', '[^\n]+') do list[#list + 1] = line end
  return list
end

-- Of the attempts the newest are kept, each a line of JSON; all are counted.
local function note_attempt(id, attempt, error)
  local kept = lines(redis.call('HGET', transaction(id), 'history'))
  kept[#kept + 1] = attempt
  while #kept > attempts_kept do table.remove(kept, 1) end
  redis.call('HSET', transaction(id), 'history', table.concat(kept, '\n'), 'last_error', error)
  redis.call('HINCRBY', transaction(id), 'total_attempts', 1)
  return redis.call('HINCRBY', transaction(id), 'attempts', 1)
end

-- Failed and parked transactions hold back the later ones of their entities: for each entity the first of them is kept.
local function hold_back(id)
  local number = number_of(id)
  for _, entity in ipairs(words(redis.call('HGET', transaction(id), 'entities'))) do
    local first = redis.call('HGET', blocked, entity)
    if not first or number < tonumber(first) then redis.call('HSET', blocked, entity, number) end
  end
end

local function is_held_back(number, entities)
  local names = words(entities)
  for start = 1, #names, most_at_once do
    for _, first in ipairs(redis.call('HMGET', blocked, unpack(names, start, math.min(start + most_at_once - 1, #names)))) do
      if first and tonumber(first) < tonumber(number) then return true end
    end
  end
  return false
end

-- Only in a final state may anything expire. What is known of each: its sequence and its claims, as they are kept.
local function finish_all(ids, known, keep_claims)
  local places, gone = {}, {}
  for i, id in ipairs(ids) do
    places[#places + 1], places[#places + 2] = known[i][1], id
    redis.call('EXPIRE', transaction(id), retention)
    for _, claim in ipairs(cjson.decode(known[i][2] or '[]')) do
      if keep_claims then redis.call('EXPIRE', claim_prefix .. claim, retention)
      else redis.call('DEL', claim_prefix .. claim) end
    end
  end
  for_all('ZADD', finished, places)
  for _, old in ipairs(redis.call('ZRANGE', finished, 0, math.min(2 * #ids, most_at_once) - 1)) do
    if redis.call('EXISTS', transaction(old)) == 1 then break end
    gone[#gone + 1] = old
  end
  for_all('ZREM', finished, gone)
end

local function finish(id, keep_claims)
  finish_all({id}, {redis.call('HMGET', transaction(id), 'sequence', 'claims')}, keep_claims)
end

-- Scripts that begin with this get two more arguments: the journal's id ('': the site keeps none) and its greatest sequence.
local journal = KEYS[16]
local function lacks_what_the_journal_holds()
  local greatest = tonumber(table.remove(ARGV))
  local id = table.remove(ARGV)
  return id ~= '' and (redis.call('GET', journal) ~= id or tonumber(redis.call('GET', sequence) or '0') < greatest)
end
