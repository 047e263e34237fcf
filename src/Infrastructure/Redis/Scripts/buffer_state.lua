-- Whether Redis is complete: the journal that it names, and its counter; and whether anything waits in the queue.
return {redis.call('GET', journal) or '', redis.call('GET', sequence) or '', redis.call('EXISTS', buffer)}
