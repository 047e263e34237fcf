-- The transaction buffer of one site. Triggers keep what follows from a transaction's state, so that no statement can forget it:
-- the depth, the totals, what is held back, and the events of the overlay.

create table if not exists buffer (
    only integer primary key check (only = 1),
    history text not null,
    sequence integer,
    lease_holder text,
    lease_boot text,
    lease_until integer,
    lease_duration integer,
    pause_reason text,
    pause_principal text,
    pause_since integer
) strict;

insert into buffer (only, history) values (1, lower(hex(randomblob(16)))) on conflict do nothing;

-- Times are microseconds since 1970, UTC.
create table if not exists buffered_transaction (
    id text primary key,
    sequence integer not null unique,
    state text not null,
    operation text not null,
    entities text not null check (json_valid(entities)),
    body text not null,
    accepted_at integer not null,
    attempts integer not null default 0,
    last_error text,
    lsn text,
    reason text,
    discarded_by text,
    buffered_at integer,
    applying_at integer,
    committed_at integer,
    replicated_at integer,
    failed_at integer,
    parked_at integer,
    discarded_at integer
) strict;

create index if not exists buffered_transaction_by_state on buffered_transaction (state, sequence);

create index if not exists waiting_transaction on buffered_transaction (sequence) where state in ('buffered', 'applying');

create index if not exists finished_transaction on buffered_transaction (coalesce(replicated_at, discarded_at))
    where state in ('replicated', 'discarded');

-- Times that main refused a transaction; the newest of them, and the number counts them all.
create table if not exists attempt (
    transaction_id text not null references buffered_transaction (id) on delete cascade,
    number integer not null,
    at integer not null,
    error text not null check (json_valid(error)),
    primary key (transaction_id, number)
) strict, without rowid;

-- What people changed in a failed transaction.
create table if not exists edit (
    transaction_id text not null references buffered_transaction (id) on delete cascade,
    number integer not null,
    edit text not null check (json_valid(edit)),
    primary key (transaction_id, number)
) strict, without rowid;

create table if not exists claim (
    name text primary key,
    transaction_id text not null references buffered_transaction (id) on delete cascade
) strict, without rowid;

create index if not exists claim_by_transaction on claim (transaction_id);

-- Failed and parked transactions hold back the later ones of their entities.
create table if not exists held_back (
    entity text not null,
    sequence integer not null,
    primary key (entity, sequence)
) strict, without rowid;

create index if not exists held_back_by_sequence on held_back (sequence);

create table if not exists state_count (
    state text primary key,
    present integer not null default 0,
    total integer not null default 0
) strict, without rowid;

insert into state_count (state)
values ('buffered'), ('applying'), ('committed'), ('replicated'), ('failed'), ('parked'), ('discarded')
on conflict do nothing;

-- What waits for main, by who wrote it.
create table if not exists waiting_load (
    principal text primary key,
    transactions integer not null,
    bytes integer not null
) strict, without rowid;

-- For a file that an earlier version has made.
insert into waiting_load (principal, transactions, bytes)
    select case when json_valid(body) then coalesce(json_extract(body, '$.principal'), '') else '' end, count(*), sum(length(cast(body as blob))) from buffered_transaction
    where state in ('buffered', 'applying', 'parked') and not exists (select 1 from waiting_load) group by 1;

create table if not exists overlay_event (
    version integer primary key autoincrement,
    transaction_id text not null,
    state text,
    lsn text
) strict;

create trigger if not exists transaction_taken after insert on buffered_transaction begin
    update state_count set present = present + 1, total = total + 1 where state = new.state;
    insert into overlay_event (transaction_id) values (new.id);
end;

create trigger if not exists transaction_moved after update of state on buffered_transaction when new.state <> old.state begin
    update state_count set present = present - 1 where state = old.state;
    -- A transaction that is put back was counted as buffered when it was accepted.
    update state_count set present = present + 1, total = total + (new.state not in ('buffered', 'applying')) where state = new.state;
    delete from held_back where sequence = new.sequence and new.state not in ('failed', 'parked');
    insert into held_back (entity, sequence)
        select distinct value, new.sequence from json_each(new.entities) where new.state in ('failed', 'parked')
        on conflict do nothing;
    insert into overlay_event (transaction_id, state, lsn) values (new.id, new.state, new.lsn);
end;

create trigger if not exists transaction_pruned after delete on buffered_transaction begin
    update state_count set present = present - 1 where state = old.state;
end;

create trigger if not exists overlay_event_kept after insert on overlay_event begin
    delete from overlay_event where version <= new.version - 20000;
end;

create trigger if not exists load_taken after insert on buffered_transaction when new.state in ('buffered', 'applying', 'parked') begin
    insert into waiting_load (principal, transactions, bytes)
        values (case when json_valid(new.body) then coalesce(json_extract(new.body, '$.principal'), '') else '' end, 1, length(cast(new.body as blob)))
        on conflict do update set transactions = transactions + 1, bytes = bytes + excluded.bytes;
end;

create trigger if not exists load_returned after update of state on buffered_transaction
    when new.state in ('buffered', 'applying', 'parked') and old.state not in ('buffered', 'applying', 'parked') begin
    insert into waiting_load (principal, transactions, bytes)
        values (case when json_valid(new.body) then coalesce(json_extract(new.body, '$.principal'), '') else '' end, 1, length(cast(new.body as blob)))
        on conflict do update set transactions = transactions + 1, bytes = bytes + excluded.bytes;
end;

create trigger if not exists load_gone after update of state on buffered_transaction
    when old.state in ('buffered', 'applying', 'parked') and new.state not in ('buffered', 'applying', 'parked') begin
    update waiting_load set transactions = transactions - 1, bytes = bytes - length(cast(old.body as blob))
        where principal = case when json_valid(old.body) then coalesce(json_extract(old.body, '$.principal'), '') else '' end;
    delete from waiting_load where transactions <= 0;
end;
