-- Begins the scripts that may run at maxmemory: they empty the buffer, or are needed for that. Redis refuses a script at the first command
-- that may take memory, unless a write that takes none came before it: then all of it runs. That holds in Redis 6 and 7 alike;
-- the flag allow-oom needs Redis 7. https://redis.io/docs/latest/develop/programmability/eval-intro/
redis.call('DEL', transaction_prefix)
