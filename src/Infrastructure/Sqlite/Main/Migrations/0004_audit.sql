-- What people decided about the buffers of the sites. A row travels with the decision, as an ordinary transaction.
create table audit_event (
    id text primary key not null,
    site_name text not null,
    at text not null,
    principal text not null,
    action text not null,
    about_transaction_id text,
    reason text,
    details text check (json_valid(details)),
    transaction_id text
) strict;

create index audit_event_at on audit_event (at desc, id desc);
create index audit_event_about on audit_event (about_transaction_id);
