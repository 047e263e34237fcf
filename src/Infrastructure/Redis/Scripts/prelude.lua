-- Begins every script. The keys are those of SiteKeys, always all of them and in this order.
local buffer, failed, parked, unconfirmed, finished = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local blocked, sequence, history, version, events = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local totals, lease, pause, transaction_prefix, claim_prefix = KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15]
local index, following, resolution, waiting_load = KEYS[17], KEYS[18], KEYS[19], KEYS[20]

local events_kept = 100000 -- who falls further behind reads everything anew, which takes a while beside a million
local events_beyond = 1000 -- so that not every event has to cut off another
local attempts_kept = 20
local resolving_takes = 5 -- seconds between two steps at most
local followers_at_once = 200 -- more would hold up everybody else
local most_at_once = 1000 -- what unpack puts on Lua's stack is bounded
local retention = 8 * 24 * 3600 -- seven days after the final state, and one for clocks that jump

-- What cannot be read holds no claims.
local function claims_of(text)
  local is_read, claims = pcall(cjson.decode, text or '[]')
  return is_read and type(claims) == 'table' and claims or {}
end

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

-- Puts ids into their places in the queue. What is between them and the nearer end is taken out and put in again with them: next to that end few
-- are, and one by one each insertion would go through the whole queue. Each is an id and
-- its number, the oldest first.
local function put_in(entries)
  local length, count = redis.call('LLEN', buffer), #entries
  if count == 0 then return end
  local ahead, behind = place_below(entries[1].number), length - place_below(entries[count].number)
  local is_head = ahead < behind
  local among = {}
  if math.min(ahead, behind) > 0 then
    among = redis.call('LRANGE', buffer, is_head and 0 or -behind, is_head and ahead - 1 or -1)
    redis.call('LTRIM', buffer, is_head and ahead or 0, is_head and -1 or -behind - 1)
  end

  local merged, at = {}, 1
  for i = count, 1, -1 do
    local low, high = at, #among + 1
    while low < high do
      local middle = math.floor((low + high) / 2)
      if (number_of(among[middle]) or 0) >= entries[i].number then low = middle + 1 else high = middle end
    end
    for place = at, low - 1 do merged[#merged + 1] = among[place] end
    merged[#merged + 1], at = entries[i].id, low
  end
  for place = at, #among do merged[#merged + 1] = among[place] end

  if not is_head then return for_all('RPUSH', buffer, merged) end
  for first = 1, math.floor(#merged / 2) do
    local last = #merged + 1 - first
    merged[first], merged[last] = merged[last], merged[first]
  end
  for_all('LPUSH', buffer, merged)
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

local function principal_of(body)
  return string.match(string.sub(body, 1, 1000), '"principal":"([^"]*)"') or ''
end

-- Counts what comes to wait for main, or goes. Each transaction that waits keeps what it was counted as.
local function count_load(principal, transactions, bytes)
  redis.call('HINCRBY', waiting_load, 'bytes', bytes)
  redis.call('HINCRBY', waiting_load, 'bytes of ' .. principal, bytes)
  if redis.call('HINCRBY', waiting_load, 'transactions of ' .. principal, transactions) <= 0 then
    redis.call('HDEL', waiting_load, 'bytes of ' .. principal, 'transactions of ' .. principal)
  end
end

local function comes_to_wait(id, body)
  if redis.call('HEXISTS', transaction(id), 'load') == 1 then return end
  local principal = principal_of(body)
  redis.call('HSET', transaction(id), 'load', #body .. ' ' .. principal)
  count_load(principal, 1, #body)
end

local function waits_no_longer(ids)
  local gone = {}
  for _, id in ipairs(ids) do
    local bytes, principal = string.match(redis.call('HGET', transaction(id), 'load') or '', '^(%d+) (.*)$')
    if bytes then
      redis.call('HDEL', transaction(id), 'load')
      local sum = gone[principal] or {transactions = 0, bytes = 0}
      sum.transactions, sum.bytes, gone[principal] = sum.transactions + 1, sum.bytes + bytes, sum
    end
  end
  for principal, sum in pairs(gone) do count_load(principal, -sum.transactions, -sum.bytes) end
end

-- Counting its load is for the caller.
local function write(id, number, principal, body, entities, claims, now)
  redis.call('HSET', transaction(id), 'sequence', number, 'body', body, 'entities', entities, 'claims', claims,
    'state', 'buffered', 'buffered_at', now, 'load', #body .. ' ' .. principal)
end

-- Puts a new transaction at the end of the queue. Whether it may be taken is for the caller to know.
local function take(id, body, entities, claims, now)
  local number, principal = redis.call('INCR', sequence), principal_of(body)
  write(id, number, principal, body, entities, claims, now)
  count_load(principal, 1, #body)
  redis.call('HINCRBY', totals, 'buffered', 1)
  for _, claim in ipairs(claims_of(claims)) do redis.call('SET', claim_prefix .. claim, id) end
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

-- Failed and parked transactions hold back the later ones of their entities. The index has all of them by entity and sequence, and `blocked` the
-- first of each entity.
local function in_index(entity, number, id) return string.format('%s %020.0f %s', entity, number, id) end

local function first_in_index(entity)
  local found = redis.call('ZRANGEBYLEX', index, '[' .. entity .. ' ', '(' .. entity .. '!', 'LIMIT', 0, 1)[1]
  if found then return tonumber(string.sub(found, #entity + 2, #entity + 21)), string.sub(found, #entity + 23) end
end

local function entities_of(id) return words(redis.call('HGET', transaction(id), 'entities')) end

local function add_to_index(id)
  local number = number_of(id) or 0
  for _, entity in ipairs(entities_of(id)) do
    redis.call('ZADD', index, 0, in_index(entity, number, id))
    local first = redis.call('HGET', blocked, entity)
    if not first or number < tonumber(first) then redis.call('HSET', blocked, entity, number) end
  end
end

-- A buffer of an earlier version has none; it is made once.
local is_index_made = false
local function make_index()
  if not is_index_made and redis.call('EXISTS', index) == 0 and redis.call('EXISTS', blocked) == 1 then
    for _, set in ipairs({failed, parked}) do
      for _, id in ipairs(redis.call('ZRANGE', set, 0, -1)) do add_to_index(id) end
    end
  end
  is_index_made = true
end

local function hold_back(id)
  make_index()
  add_to_index(id)
end

-- Answers what is now the first of one of its entities.
local function hold_back_no_longer(id)
  make_index()
  local number, heirs = number_of(id) or 0, {}
  for _, entity in ipairs(entities_of(id)) do
    redis.call('ZREM', index, in_index(entity, number, id))
    local first, heir = first_in_index(entity)
    if first then
      redis.call('HSET', blocked, entity, first)
      heirs[#heirs + 1] = heir
    else
      redis.call('HDEL', blocked, entity)
    end
  end
  return heirs
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

-- Keeps of a transaction that the replica shows its existence, its times and the edits by people. A large hash stays large, so a new one replaces it.
local function shorten(id, held, now)
  held.operation = string.match(string.sub(held.body or '', 1, 1000), '"operation":"([^"]*)"')
  local kept = {'state', 'replicated', 'replicated_at', now, 'sequence', held.sequence or 0}
  for _, name in ipairs({'operation', 'buffered_at', 'applying_at', 'failed_at', 'parked_at', 'committed_at', 'lsn', 'edits'}) do
    if held[name] then kept[#kept + 1], kept[#kept + 2] = name, held[name] end
  end
  redis.call('DEL', transaction(id))
  redis.call('HSET', transaction(id), unpack(kept))
end

-- Only in a final state may anything expire. What is known of each: its sequence and its claims, as they are kept.
local function finish_all(ids, known, keep_claims)
  local places, gone = {}, {}
  for i, id in ipairs(ids) do
    places[#places + 1], places[#places + 2] = known[i][1] or 0, id
    redis.call('EXPIRE', transaction(id), retention)
    for _, claim in ipairs(claims_of(known[i][2])) do
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

-- What becomes of one that failed or was parked. Those that are put back go into the queue together.
local function resolve(resolved, id, outcome, decision)
  table.insert(resolved[outcome], id)
  if outcome == 'buffered' then
    redis.call('HSET', transaction(id), 'state', 'buffered')
    comes_to_wait(id, redis.call('HGET', transaction(id), 'body') or '')
  else
    waits_no_longer({id})
    enter(id, 'discarded', decision.now, 'reason', decision.reason, 'discarded_by', decision.principal)
    finish(id, false)
  end
end

-- Those of some that are parked may go now.
local function expect(heirs)
  for _, id in ipairs(heirs) do
    local number = redis.call('ZSCORE', parked, id)
    if number then redis.call('ZADD', following, number, id) end
  end
end

-- Of the parked ones that a decision concerns, in order, those go that nothing holds back any more.
local function follow(resolved, decision, most)
  for _ = 1, most do
    local id = redis.call('ZRANGE', following, 0, 0)[1]
    if not id then break end
    redis.call('ZREM', following, id)
    if redis.call('ZSCORE', parked, id) and not is_held_back(number_of(id) or 0, redis.call('HGET', transaction(id), 'entities')) then
      redis.call('ZREM', parked, id)
      expect(hold_back_no_longer(id))
      resolve(resolved, id, decision.followers, decision)
    end
  end
end

local function end_resolving(resolved)
  local entries = {}
  for _, id in ipairs(resolved.buffered) do entries[#entries + 1] = {id = id, number = number_of(id) or 0} end
  table.sort(entries, function(one, other) return one.number < other.number end)
  put_in(entries)
  if #resolved.buffered > 0 then event('moved', 'buffered', '-', table.concat(resolved.buffered, ' ')) end
  if #resolved.discarded > 0 then event('released', table.concat(resolved.discarded, ' ')) end
  local is_done = redis.call('EXISTS', following) == 0
  if is_done then
    redis.call('DEL', resolution)
  else
    redis.call('HSET', resolution, 'at', redis.call('TIME')[1])
  end
  return {'resolved', resolved.buffered, resolved.discarded, is_done and 1 or 0}
end

local function go_on_resolving()
  local fields = redis.call('HMGET', resolution, 'followers', 'now', 'reason', 'principal')
  local decision = {followers = fields[1] or 'buffered', now = fields[2], reason = fields[3], principal = fields[4]}
  local resolved = {buffered = {}, discarded = {}}
  follow(resolved, decision, followers_at_once)
  return end_resolving(resolved)
end

-- Scripts that begin with this get two more arguments: the journal's id ('': the site keeps none) and its greatest sequence.
local journal = KEYS[16]
local function lacks_what_the_journal_holds()
  local greatest = tonumber(table.remove(ARGV))
  local id = table.remove(ARGV)
  return id ~= '' and (redis.call('GET', journal) ~= id or tonumber(redis.call('GET', sequence) or '0') < greatest)
end
