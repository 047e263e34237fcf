-- The value of a token before its last rotation, where it stays valid for a while.
alter table api_token add column previous_hash text unique;
alter table api_token add column previous_until timestamptz;

-- Tokens that a site has ended, which goes through its buffer. A site may add to it, and so end a token, but change no token otherwise.
create table token_denial (
    id uuid primary key,
    api_token_id uuid not null,
    site_name text not null,
    denied_at timestamptz not null,
    transaction_id uuid
);

create index token_denial_token on token_denial (api_token_id);

-- By the right of its owner. Temporary tables come last, so that a caller's own are never taken for these.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);
create function revoke_denied_token() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    update api_token set revoked_at = new.denied_at, transaction_id = new.transaction_id where id = new.api_token_id and revoked_at is null;
    return null;
end
$$;

create trigger revoke_denied_token after insert on token_denial for each row execute function revoke_denied_token();

-- What was decided stays. Only decisions about buffers, once they are older than a day, may be replaced by their number (AUDIT_RETENTION_DAYS).
create function keep_audit_event() returns trigger
language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.action in ('retry', 'edit', 'discard', 'pause', 'resume', 'reconcile') and old.at < now() - interval '1 day' then
            return old;
        end if;
    end if;
    raise exception 'audit_event is append-only: % is refused', lower(tg_op) using errcode = 'integrity_constraint_violation', table = 'audit_event';
end
$$;

create trigger keep_audit_event before update or delete on audit_event for each row execute function keep_audit_event();
create trigger keep_audit_events before truncate on audit_event for each statement execute function keep_audit_event();
