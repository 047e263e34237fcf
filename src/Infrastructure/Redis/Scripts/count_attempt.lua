-- ARGV: id, error.
redis.call('HSET', transaction(ARGV[1]), 'last_error', ARGV[2])
return redis.call('HINCRBY', transaction(ARGV[1]), 'attempts', 1)
