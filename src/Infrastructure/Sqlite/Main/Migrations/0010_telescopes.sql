create table observatory (
    id integer primary key,
    name text not null,
    description text,
    transaction_id text
) strict;

create unique index observatory_name on observatory (lower(name));

create table telescope (
    id integer primary key,
    observatory_id integer not null references observatory,
    name text not null,
    description text,
    lat_deg real not null check (lat_deg between -90 and 90),
    lon_deg real not null check (lon_deg between -180 and 180),
    alt_m real not null,
    transaction_id text
) strict;

create index telescope_observatory on telescope (observatory_id, id);
create unique index telescope_name on telescope (lower(name));

insert into observatory (name, description) values ('CCAT', 'CCAT Observatory, Cerro Chajnantor, Chile');
insert into telescope (observatory_id, name, description, lat_deg, lon_deg, alt_m)
select id, 'FYST', 'Fred Young Submillimeter Telescope', -22.985639, -67.740278, 5611.8 from observatory;
