-- What has happened since a version; where that cannot be said, which transactions there are. ARGV: history, number.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local now = tonumber(redis.call('GET', version) or '0')
local life = redis.call('GET', history) or ''
local missing = now - tonumber(ARGV[2])
if ARGV[1] == life and missing == 0 then return {life, now, 'events'} end
if ARGV[1] ~= life or missing < 0 or missing > redis.call('LLEN', events) then
  return {life, now, 'snapshot', redis.call('LRANGE', buffer, 0, -1), redis.call('ZRANGE', failed, 0, -1),
    redis.call('ZRANGE', parked, 0, -1), redis.call('ZRANGE', unconfirmed, 0, -1)}
end

local happened = {}
for _, text in ipairs(redis.call('LRANGE', events, -missing, -1)) do
  local fields = {text}
  if string.sub(text, 1, 6) == 'taken ' then
    for _, field in ipairs(redis.call('HMGET', transaction(string.sub(text, 7)), 'body', 'sequence', 'state', 'lsn')) do
      fields[#fields + 1] = field or ''
    end
  end
  happened[#happened + 1] = fields
end
return {life, now, 'events', happened}
