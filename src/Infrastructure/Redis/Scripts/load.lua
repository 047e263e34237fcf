-- What there is of transactions, as they are now.
-- ARGV: their ids. Answers for each that is held: body, sequence, state, lsn.
local found = {}
for _, id in ipairs(ARGV) do
  local fields = redis.call('HMGET', transaction(id), 'body', 'sequence', 'state', 'lsn')
  if fields[1] then found[#found + 1] = fields end
end
return found
