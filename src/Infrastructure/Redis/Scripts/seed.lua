-- Gives a new buffer its history, and sees to it that its sequence is at least this. ARGV: name of a new history, floor.
redis.call('SET', history, ARGV[1], 'NX')
local floor = tonumber(ARGV[2])
if redis.call('EXISTS', sequence) == 0 then
  -- Whatever made the counter disappear, what is still held was counted by it.
  local held = {redis.call('LINDEX', buffer, 0)}
  for _, set in ipairs({failed, parked, unconfirmed, finished}) do
    held[#held + 1] = redis.call('ZRANGE', set, -1, -1)[1]
  end
  for _, id in pairs(held) do
    floor = math.max(floor, tonumber(id and redis.call('HGET', transaction(id), 'sequence') or 0))
  end
end
if tonumber(redis.call('GET', sequence) or '-1') < floor then
  -- Databases that know more than the counter tell that Redis was set back: it is no longer complete. One that is being rebuilt is not anyway.
  if string.sub(redis.call('GET', journal) or '', 1, 10) ~= 'rebuilding' then redis.call('DEL', journal) end
  redis.call('SET', sequence, string.format('%.0f', floor))
end
return redis.status_reply('OK')
