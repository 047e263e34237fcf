-- Parts of large transactions on their way, each committed when it has arrived. They have no effect until all of them are here. What a crash
-- of the server takes is sent again, so the table is neither in the log nor on the replicas.
create unlogged table staged_change (
    transaction_id uuid not null,
    digest bytea not null,
    part integer not null,
    texts text[] not null,
    staged_at timestamptz not null default now(),
    staged_by name not null default current_user,
    primary key (transaction_id, digest, part, staged_by)
);

comment on column staged_change.digest is 'of all parts: an edited transaction never uses parts of its former body';
comment on column staged_change.staged_by is 'nobody uses, keeps out or deletes the parts of another';
comment on column staged_change.texts is 'an array for each column of the table';

-- By the right of its owner: a role that writes records deletes nothing else. Without a transaction it forgets what never came.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);
create function forget_staged(transaction uuid) returns void
language sql security definer set search_path from current as $$
    delete from staged_change
    where case when transaction is null then staged_at < now() - interval '1 day' else transaction_id = transaction and staged_by = session_user end
$$;
