-- Counts by day of rows that were deleted from api_token_use and audit_event after the days that the settings of the main site allow.
create table api_token_use_day (
    api_token_id text not null,
    site_name text not null,
    day text not null,
    uses integer not null check (uses > 0),
    last_used_at text not null,
    primary key (api_token_id, site_name, day)
) strict;

create table audit_event_day (
    day text not null,
    site_name text not null,
    principal text not null,
    action text not null,
    events integer not null check (events > 0),
    primary key (day, site_name, principal, action)
) strict;

create index api_token_use_used_at on api_token_use (used_at);
