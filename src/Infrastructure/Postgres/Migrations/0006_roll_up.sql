-- Counts by day of rows that were deleted from api_token_use and audit_event after the days that the settings of the main site allow.
create table api_token_use_day (
    api_token_id uuid not null,
    site_name text not null,
    day date not null,
    uses bigint not null check (uses > 0),
    last_used_at timestamptz not null,
    primary key (api_token_id, site_name, day)
);

comment on table api_token_use_day is 'uses of tokens older than TOKEN_USE_RETENTION_DAYS, by day in UTC';

create table audit_event_day (
    day date not null,
    site_name text not null,
    principal text not null,
    action text not null,
    events bigint not null check (events > 0),
    primary key (day, site_name, principal, action)
);

comment on table audit_event_day is 'decisions about buffers older than AUDIT_RETENTION_DAYS, by day in UTC';

create index api_token_use_used_at on api_token_use (used_at);

-- By the right of its owner: a role that writes records may sum up telemetry, but deletes nothing else. Temporary tables come last,
-- so that a caller's own are never taken for these.
select set_config('search_path', current_setting('search_path') || ', pg_temp', true);
create function roll_up_token_uses(before timestamptz, most integer) returns bigint
language sql security definer set search_path from current as $$
    with old as (
        select id from api_token_use where used_at < before order by used_at limit most for update skip locked
    ), gone as (
        delete from api_token_use recorded using old where recorded.id = old.id
        returning recorded.api_token_id, recorded.site_name, recorded.used_at, recorded.uses
    ), counted as (
        insert into api_token_use_day as known (api_token_id, site_name, day, uses, last_used_at)
        select api_token_id, site_name, (used_at at time zone 'UTC')::date, sum(uses), max(used_at) from gone group by 1, 2, 3 order by 1, 2, 3
        on conflict (api_token_id, site_name, day) do update
            set uses = known.uses + excluded.uses, last_used_at = greatest(known.last_used_at, excluded.last_used_at)
    )
    select count(*) from gone
$$;
