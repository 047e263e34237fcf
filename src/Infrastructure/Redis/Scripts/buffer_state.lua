-- Whether Redis is complete, and what it holds that waits for main or for the replica.
local held = {}
for _, list in ipairs({redis.call('LRANGE', buffer, 0, -1), redis.call('ZRANGE', failed, 0, -1),
    redis.call('ZRANGE', parked, 0, -1), redis.call('ZRANGE', unconfirmed, 0, -1)}) do
  for _, id in ipairs(list) do held[#held + 1] = id end
end
return {redis.call('GET', journal) or '', redis.call('GET', sequence) or '', held}
