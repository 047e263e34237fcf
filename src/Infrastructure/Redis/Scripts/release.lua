-- Releases confirmed transactions that the replica shows. ARGV: now, then each id.
local released, known = {}, {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local fields, held = redis.call('HGETALL', transaction(id)), {}
  for at = 1, #fields, 2 do held[fields[at]] = fields[at + 1] end
  if held.state == 'committed' then
    shorten(id, held, ARGV[1])
    released[#released + 1], known[#known + 1] = id, {held.sequence, held.claims}
  end
end
if #released == 0 then return 0 end
for_all('ZREM', unconfirmed, released)
redis.call('HINCRBY', totals, 'replicated', #released)
finish_all(released, known, true)
event('released', table.concat(released, ' '))
return #released
