-- What the processes of a site without Redis share: first the people who are logged in. Times are microseconds since 1970, UTC.

create table if not exists session (
    id text primary key,
    body text not null,
    secret text not null,
    ends_at integer not null
) strict, without rowid;

-- Hashes of secrets that were replaced: one that comes back was stolen.
create table if not exists replaced_secret (
    session_id text not null references session (id) on delete cascade,
    secret text not null,
    primary key (session_id, secret)
) strict, without rowid;

create table if not exists login_code (
    hash text primary key,
    body text not null,
    ends_at integer not null
) strict, without rowid;

-- Logins that have come back from GitHub: none comes back twice.
create table if not exists used_login (
    hash text primary key,
    ends_at integer not null
) strict, without rowid;

-- The processes of the site by their last report.
create table if not exists site_process (
    name text primary key,
    body text not null,
    seen_at integer not null
) strict, without rowid;

-- The state of the site at each minute of the last days; seconds since 1970.
create table if not exists history_sample (
    at integer primary key,
    body text not null
) strict;
