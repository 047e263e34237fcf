create table site (
    id integer primary key,
    short_name text not null,
    name text not null,
    location text,
    transaction_id text
) strict;

create unique index site_short_name on site (lower(short_name));

insert into site (short_name, name, location) values
    ('ccat', 'CCAT Observatory', 'Cerro Chajnantor, Chile'),
    ('cologne', 'University of Cologne', 'Cologne, Germany'),
    ('us', 'United States', null);

create table data_location (
    id integer primary key,
    site_id integer not null references site,
    name text not null,
    location_type text not null check (location_type in ('source', 'buffer', 'long_term_archive', 'processing')),
    storage_type text not null check (storage_type in ('disk', 's3', 'tape')),
    priority integer not null default 0,
    active integer not null default 1 check (active in (0, 1)),
    capacity_bytes integer check (capacity_bytes >= 0),
    free_bytes integer check (free_bytes >= 0),
    observed_at text,
    transaction_id text
) strict;

create unique index data_location_name on data_location (site_id, lower(name));
