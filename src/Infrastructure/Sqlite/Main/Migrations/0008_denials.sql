-- The value of a token before its last rotation, where it stays valid for a while.
alter table api_token add column previous_hash text;
alter table api_token add column previous_until text;
create unique index api_token_previous_hash on api_token (previous_hash);

-- Tokens that a site has ended, which goes through its buffer.
create table token_denial (
    id text primary key not null,
    api_token_id text not null,
    site_name text not null,
    denied_at text not null,
    transaction_id text
) strict;

create index token_denial_token on token_denial (api_token_id);

create trigger revoke_denied_token after insert on token_denial
begin
    update api_token set revoked_at = new.denied_at, transaction_id = new.transaction_id where id = new.api_token_id and revoked_at is null;
end;

-- What was decided stays. Only decisions about buffers, once they are older than a day, may be replaced by their number (AUDIT_RETENTION_DAYS).
create trigger keep_audit_event_updated before update on audit_event
begin
    select raise(abort, 'audit_event is append-only: update is refused');
end;

create trigger keep_audit_event_deleted before delete on audit_event
    when not (old.action in ('retry', 'edit', 'discard', 'pause', 'resume', 'reconcile') and julianday(old.at) < julianday('now') - 1)
begin
    select raise(abort, 'audit_event is append-only: delete is refused');
end;
