-- Ends a rebuilding: the counter above all, a new history for those who mirror the overlay, and the canary last.
-- ARGV: the journal's id, floor of the counter, name of the new history, 'sort' where nobody knows that the queue was in order before, the
-- mark that the rebuilding has left. Answers with nothing, and does nothing, where that is gone.
if redis.call('GET', journal) ~= ARGV[5] then return false end
if ARGV[4] == 'sort' then
  local ids, numbers, at, ordered = redis.call('LRANGE', buffer, 0, -1), {}, {}, true
  for i, id in ipairs(ids) do
    local number = number_of(id) or 0
    while at[number] do number = number + 0.25 end
    numbers[i], at[number] = number, id
    if i > 1 and numbers[i - 1] < number then ordered = false end
  end
  if not ordered then
    -- Everybody waits meanwhile, and with a function that compares it would take ten times as long.
    table.sort(numbers)
    redis.call('DEL', buffer)
    for _, number in ipairs(numbers) do redis.call('LPUSH', buffer, at[number]) end
  end
end

local floor = tonumber(ARGV[2])
if tonumber(redis.call('GET', sequence) or '-1') < floor then redis.call('SET', sequence, string.format('%.0f', floor)) end
redis.call('SET', history, ARGV[3])
redis.call('DEL', events)
redis.call('SET', journal, ARGV[1])
return redis.call('LLEN', buffer)
