alter table instrument
    add column telescope_id integer references telescope,
    add column instrument_type text check (instrument_type in ('heterodyne', 'bolometer')),
    add column description text,
    drop constraint instrument_name_key;

create unique index instrument_name on instrument (lower(name collate "C"));
create index instrument_telescope on instrument (telescope_id, id);

comment on table instrument is 'An instrument of the observatory.';
comment on column instrument.id is 'Its number.';
comment on column instrument.name is 'Unique; the case of the letters A to Z does not count.';
comment on column instrument.available is 'Whether it can be used now.';
comment on column instrument.telescope_id is 'The telescope that it is at.';
comment on column instrument.instrument_type is 'How it detects.';
comment on column instrument.description is 'About it, for people.';
