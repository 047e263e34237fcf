-- KEYS: code. Whoever asks first gets it.
local code = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return code
