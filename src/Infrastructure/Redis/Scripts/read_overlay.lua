-- What has happened since a version, as much as one answer holds; where that cannot be said, 'snapshot'.
-- ARGV: history, number. Answers the version that this leads to, and at last the one that there is.
if lacks_what_the_journal_holds() then return {'incomplete'} end
local now = tonumber(redis.call('GET', version) or '0')
local life = redis.call('GET', history) or ''
local missing = now - tonumber(ARGV[2])
if ARGV[1] == life and missing == 0 then return {life, now, 'events'} end
if ARGV[1] ~= life or missing < 0 or missing > redis.call('LLEN', events) then
  return {life, now, 'snapshot'}
end

-- Everybody else waits while this is read. Who is far behind waits behind everybody else at each step, and would fall ever further behind in small ones.
local steps = missing > events_kept / 4 and 10 or 1
local events_at_once, room = 100 * steps, 256 * 1024 * steps

local happened, reached = {}, tonumber(ARGV[2])
for _, text in ipairs(redis.call('LRANGE', events, -missing, math.min(-missing + events_at_once, 0) - 1)) do
  local fields = {text}
  if string.sub(text, 1, 6) == 'taken ' then
    for _, field in ipairs(redis.call('HMGET', transaction(string.sub(text, 7)), 'body', 'sequence', 'state', 'lsn')) do
      fields[#fields + 1] = field or ''
    end
    room = room - #fields[2]
    if room < 0 and #happened > 0 then break end
  end
  happened[#happened + 1] = fields
  reached = reached + 1
end
return {life, reached, 'events', happened, now}
