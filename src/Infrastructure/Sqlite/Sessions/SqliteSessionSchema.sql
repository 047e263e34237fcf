-- The people who are logged in at a site without Redis. Times are microseconds since 1970, UTC.

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
