alter table instrument add column telescope_id integer references telescope;
alter table instrument add column instrument_type text check (instrument_type in ('heterodyne', 'bolometer'));
alter table instrument add column description text;

create unique index instrument_name on instrument (lower(name));
create index instrument_telescope on instrument (telescope_id, id);
