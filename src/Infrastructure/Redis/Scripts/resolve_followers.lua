-- Goes on with the followers of a transaction that was resolved: of many, only some go at once.
if lacks_what_the_journal_holds() then return {'incomplete'} end
return go_on_resolving()
