-- The marker: written in the same database transaction as the effect, so that it tells for good whether that took place.
create table applied_transaction (
    transaction_id uuid primary key,
    site_name text not null,
    sequence bigint,
    epoch bigint,
    operation text not null,
    entities text[] not null,
    principal text not null,
    idempotency_key text,
    request_hash bytea not null,
    changes jsonb,
    accepted_at timestamptz not null,
    applied_at timestamptz not null
);

comment on column applied_transaction.sequence is 'place in the order of the site; null for direct writes';
comment on column applied_transaction.changes is 'of direct writes that may be repeated, to answer the repetition';

create unique index applied_transaction_sequence on applied_transaction (site_name, sequence);
create unique index applied_transaction_idempotency on applied_transaction (site_name, principal, idempotency_key);
create index applied_transaction_applied_at on applied_transaction (applied_at desc, transaction_id desc);

-- Who drains a site. The number survives the loss of the site's buffer.
create table drain_epoch (
    site_name text primary key,
    epoch bigint not null,
    acquired_at timestamptz not null
);

-- Rejects a batch of a drainer that has been replaced. The lock makes the next one wait for a batch under way.
create function require_epoch(site text, expected bigint) returns void
language plpgsql as $$
begin
    perform 1 from drain_epoch where site_name = site and epoch = expected for share;
    if not found then
        raise exception 'epoch % of site % has been replaced', expected, site using errcode = 'CC001';
    end if;
end
$$;

-- Rejects a change whose rows are missing or not as the change expects them.
create function require_rows(expected bigint, changed bigint, relation text, condition jsonb) returns void
language plpgsql as $$
begin
    if changed <> expected then
        raise exception '% of % rows of % are missing or are not %', expected - changed, expected, relation, condition
            using errcode = 'integrity_constraint_violation', table = relation;
    end if;
end
$$;
