-- The marker: written in the same database transaction as the effect, so that it tells for good whether that took place.
-- Its position only ever grows, and stands for PostgreSQL's log position.
create table applied_transaction (
    position integer primary key autoincrement,
    transaction_id text not null unique,
    site_name text not null,
    sequence integer,
    epoch integer,
    operation text not null,
    entities text not null check (json_valid(entities)),
    principal text not null,
    idempotency_key text,
    request_hash text not null,
    changes text check (json_valid(changes)),
    accepted_at text not null,
    applied_at text not null
) strict;

create unique index applied_transaction_sequence on applied_transaction (site_name, sequence);
create unique index applied_transaction_idempotency on applied_transaction (site_name, principal, idempotency_key);
create index applied_transaction_applied_at on applied_transaction (applied_at desc, transaction_id desc);

-- Who drains a site. The number survives the loss of the site's buffer.
create table drain_epoch (
    site_name text primary key not null,
    epoch integer not null,
    acquired_at text not null
) strict;
