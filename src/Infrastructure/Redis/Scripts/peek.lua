-- Shows the oldest transactions and marks them as being applied; parks those that are held back.
-- ARGV: holder, count, bytes, now; and to look behind those that are being applied: how many they are, the ids of the oldest and the newest
-- of them, and the ids of those that were shown before them and not applied.
if lacks_what_the_journal_holds() then return {'incomplete'} end
if redis.call('GET', lease) ~= ARGV[1] then return {'lease_lost'} end
local reason = redis.call('HGET', pause, 'reason')
if reason then return {'paused', reason} end

-- Who resolved one may have ended before all of its followers had gone.
local resolved_at = tonumber(redis.call('HGET', resolution, 'at'))
if resolved_at and math.abs(redis.call('TIME')[1] - resolved_at) > resolving_takes then go_on_resolving() end

-- What holds nothing back need not be asked for each; what is parked below is blocked by something already.
local is_any_blocked = redis.call('EXISTS', blocked) == 1

local function must_wait(number, entities)
  return is_any_blocked and is_held_back(number, entities)
end

local under_way = tonumber(ARGV[5] or '0')
local batch, applying, newly_parked, room = {'batch'}, {}, {}, tonumber(ARGV[3])

local function park(id, number)
  redis.call('LREM', buffer, -1, id)
  redis.call('ZADD', parked, number, id)
  hold_back(id)
  enter(id, 'parked', ARGV[4])
  newly_parked[#newly_parked + 1] = id
end

local function tell_parked()
  if #newly_parked > 0 then event('moved', 'parked', '-', table.concat(newly_parked, ' ')) end
end

for i = 8, #ARGV do
  local fields = redis.call('HMGET', transaction(ARGV[i]), 'sequence', 'entities', 'state')
  if fields[3] == 'applying' and must_wait(fields[1], fields[2]) then park(ARGV[i], fields[1]) end
end

-- What was put back meanwhile comes before them, or stands among them, and so does what is left behind and not held back.
if under_way > 0 and (redis.call('LINDEX', buffer, -1) ~= ARGV[6] or redis.call('LINDEX', buffer, -under_way) ~= ARGV[7]) then
  tell_parked()
  return {'batch'}
end

-- Whether there is something to apply, or nothing at all.
local function look_at_oldest()
  local ids = redis.call('LRANGE', buffer, -under_way - tonumber(ARGV[2]), -under_way - 1)
  for i = #ids, 1, -1 do
    local id = ids[i]
    local fields = redis.call('HMGET', transaction(id), 'body', 'sequence', 'attempts', 'state', 'entities')
    if must_wait(fields[2] or 0, fields[5]) then
      park(id, fields[2])
    else
      room = room - #(fields[1] or '')
      if room < 0 and #batch > 1 then break end
      if fields[4] ~= 'applying' then
        redis.call('HSET', transaction(id), 'state', 'applying', 'applying_at', ARGV[4])
        applying[#applying + 1] = id
      end
      batch[#batch + 1] = {fields[1] or '', fields[2] or '0', fields[3] or '0', id}
    end
  end
  return #batch > 1 or #ids == 0
end

-- Where all of the oldest are held back, those behind them must not have to wait for the next look.
repeat until look_at_oldest()

tell_parked()
if #applying > 0 then event('moved', 'applying', '-', table.concat(applying, ' ')) end
return batch
