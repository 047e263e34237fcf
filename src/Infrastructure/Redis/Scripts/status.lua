-- Also whether a write would be refused, by one that changes nothing: there is no such key.
local refused = redis.pcall('SET', transaction_prefix, '', 'XX')
local oldest = redis.call('LRANGE', buffer, -1, -1)[1]
local accepted_at = oldest and redis.call('HGET', transaction(oldest), 'buffered_at') or ''
return {redis.call('LLEN', buffer), redis.call('ZCARD', failed), redis.call('ZCARD', parked), redis.call('ZCARD', unconfirmed),
  accepted_at, redis.call('HGETALL', totals), redis.call('HMGET', pause, 'reason', 'principal', 'since'),
  redis.call('EXISTS', sequence), type(refused) == 'table' and refused.err or '',
  redis.call('HGET', waiting_load, 'bytes') or 0}
