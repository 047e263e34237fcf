create table instrument (
    id integer primary key,
    name text not null unique,
    available integer not null default 1 check (available in (0, 1))
) strict;
