local oldest = redis.call('LRANGE', buffer, -1, -1)[1]
local accepted_at = oldest and redis.call('HGET', transaction(oldest), 'buffered_at') or ''
return {redis.call('LLEN', buffer), redis.call('ZCARD', failed), redis.call('ZCARD', parked), redis.call('ZCARD', unconfirmed),
  accepted_at, redis.call('HGETALL', totals), redis.call('HMGET', pause, 'reason', 'principal', 'since'),
  redis.call('EXISTS', sequence)}
