-- What people decided about the buffers of the sites. A row travels with the decision, as an ordinary transaction.
create table audit_event (
    id uuid primary key,
    site_name text not null,
    at timestamptz not null,
    principal text not null,
    action text not null,
    about_transaction_id uuid,
    reason text,
    details jsonb,
    transaction_id uuid
);

create index audit_event_at on audit_event (at desc, id desc);
create index audit_event_about on audit_event (about_transaction_id);
