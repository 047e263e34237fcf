-- Takes transactions in their order: of each all, or nothing. What they have in common is asked and written once for all of them.
-- ARGV: for each id, body, entities, claims (JSON), accepted at, then the loads at which it is refused (transactions, bytes, and both of its
-- principal), how many claims, then each claim.
-- Answers for each: its sequence; or the claim that another holds, and that one's id and body ('': unreadable); or what is full.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local number = tonumber(redis.call('GET', sequence))
if not number then return {'unseeded'} end

local keys, claims, places = {}, {}, {}
local at = 1
while ARGV[at] do
  places[#places + 1], keys[#keys + 1] = at, transaction(ARGV[at])
  for i = at + 10, at + 9 + ARGV[at + 9] do claims[#claims + 1] = ARGV[i] end
  at = at + 10 + ARGV[at + 9]
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
-- A process of an earlier version does not subtract what it moves on, so the count is reset when nothing waits.
if waiting == 0 then redis.call('DEL', waiting_load) end
local bytes = tonumber(redis.call('HGET', waiting_load, 'bytes') or 0)
local loads, added = {}, {}

local function load_of(principal)
  if not loads[principal] then
    local found = redis.call('HMGET', waiting_load, 'transactions of ' .. principal, 'bytes of ' .. principal)
    loads[principal] = {transactions = tonumber(found[1] or 0), bytes = tonumber(found[2] or 0)}
    added[principal] = {transactions = 0, bytes = 0}
  end
  return loads[principal], added[principal]
end

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
  local id, last = ARGV[place], place + 9 + ARGV[place + 9]
  if numbers[id] then return numbers[id] end
  for i = place + 10, last do
    local holder = holders[ARGV[i]]
    local body = holder and held_under(ARGV[i], holder)
    if body then return {ARGV[i], holder, body} end
  end
  local body = ARGV[place + 1]
  local principal = principal_of(body)
  local of_one, more = load_of(principal)
  if waiting >= tonumber(ARGV[place + 5]) then return 'full' end
  if bytes >= tonumber(ARGV[place + 6]) then return 'full of bytes' end
  if of_one.transactions >= tonumber(ARGV[place + 7]) or of_one.bytes >= tonumber(ARGV[place + 8]) then return 'full of one' end

  number, waiting, bytes = number + 1, waiting + 1, bytes + #body
  for _, sum in ipairs({of_one, more}) do sum.transactions, sum.bytes = sum.transactions + 1, sum.bytes + #body end
  numbers[id] = number
  write(id, number, principal, body, ARGV[place + 2], ARGV[place + 3], ARGV[place + 4])
  for i = place + 10, last do
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
for principal, sum in pairs(added) do
  if sum.transactions > 0 then count_load(principal, sum.transactions, sum.bytes) end
end
redis.call('INCRBY', sequence, #taken)
redis.call('LPUSH', buffer, unpack(taken))
redis.call('HINCRBY', totals, 'buffered', #taken)
tell(happened)
return answers
