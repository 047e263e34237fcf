-- KEYS: session. ARGV: body, hash of the secret, milliseconds.
redis.call('HSET', KEYS[1], 'body', ARGV[1], 'secret', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
