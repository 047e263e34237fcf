-- Stops the drain, or lets it go on. ARGV: reason ('': lets it go on), principal, now, then the audit transaction.
if lacks_what_the_journal_holds() then return {'incomplete'} end
if ARGV[4] and redis.call('EXISTS', sequence) == 0 then return {'unseeded'} end
redis.call('DEL', pause)
if ARGV[1] ~= '' then redis.call('HSET', pause, 'reason', ARGV[1], 'principal', ARGV[2], 'since', ARGV[3]) end
take_audit(4)
return {'noted'}
