-- Notes that these are not being applied after all. ARGV: holder, then each id.
if redis.call('GET', lease) ~= ARGV[1] then return 0 end
local returned = {}
for i = 2, #ARGV do
  if redis.call('HGET', transaction(ARGV[i]), 'state') == 'applying' then
    redis.call('HSET', transaction(ARGV[i]), 'state', 'buffered')
    returned[#returned + 1] = ARGV[i]
  end
end
if #returned > 0 then event('moved', 'buffered', '-', table.concat(returned, ' ')) end
return #returned
