-- Takes transactions in their order: of each all, or nothing. What they have in common is asked and written once for all of them.
-- ARGV: for each id, body, entities, claims (JSON), accepted at, limit, how many claims, then each claim.
-- Answers for each: its sequence; or the claim that another holds, and that one's id and body ('': unreadable); or 'full'.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local number = tonumber(redis.call('GET', sequence))
if not number then return {'unseeded'} end

local keys, claims, places = {}, {}, {}
local at = 1
while ARGV[at] do
  places[#places + 1], keys[#keys + 1] = at, transaction(ARGV[at])
  for i = at + 7, at + 6 + ARGV[at + 6] do claims[#claims + 1] = ARGV[i] end
  at = at + 7 + ARGV[at + 6]
end

local numbers, holders = {}, {}
if redis.call('EXISTS', unpack(keys)) > 0 then
  for _, place in ipairs(places) do numbers[ARGV[place]] = redis.call('HGET', transaction(ARGV[place]), 'sequence') or nil end
end
for first = 1, #claims, most_at_once do
  local names = {}
  for i = first, math.min(first + most_at_once - 1, #claims) do names[#names + 1] = claim_prefix .. claims[i] end
  for i, holder in ipairs(redis.call('MGET', unpack(names))) do holders[claims[first + i - 1]] = holder or nil end
end

local waiting = redis.call('LLEN', buffer) + redis.call('ZCARD', parked)
local answers, taken, happened, claimed = {'decided'}, {}, {}, {}

-- A claim that outlived its holder holds nothing.
local function held_under(claim, holder)
  if not numbers[holder] and redis.call('EXISTS', transaction(holder)) == 0 then
    holders[claim] = nil
    return
  end
  local body = redis.pcall('HGET', transaction(holder), 'body')
  return type(body) == 'string' and body or ''
end

local function decide(place)
  local id, last = ARGV[place], place + 6 + ARGV[place + 6]
  if numbers[id] then return numbers[id] end
  for i = place + 7, last do
    local holder = holders[ARGV[i]]
    local body = holder and held_under(ARGV[i], holder)
    if body then return {ARGV[i], holder, body} end
  end
  if waiting >= tonumber(ARGV[place + 5]) then return 'full' end

  number, waiting = number + 1, waiting + 1
  numbers[id] = number
  write(id, number, ARGV[place + 1], ARGV[place + 2], ARGV[place + 3], ARGV[place + 4])
  for i = place + 7, last do
    holders[ARGV[i]] = id
    claimed[#claimed + 1], claimed[#claimed + 2] = claim_prefix .. ARGV[i], id
  end
  taken[#taken + 1], happened[#happened + 1] = id, 'taken ' .. id
  return number
end

for _, place in ipairs(places) do answers[#answers + 1] = decide(place) end
if #taken == 0 then return answers end

for first = 1, #claimed, most_at_once do
  redis.call('MSET', unpack(claimed, first, math.min(first + most_at_once - 1, #claimed)))
end
redis.call('INCRBY', sequence, #taken)
redis.call('LPUSH', buffer, unpack(taken))
redis.call('HINCRBY', totals, 'buffered', #taken)
tell(happened)
return answers
