create table instrument_module (
    id integer primary key,
    instrument_id integer not null references instrument,
    name text not null,
    pixels integer check (pixels >= 0),
    available integer not null default 1 check (available in (0, 1)),
    focal_plane_slot text,
    transaction_id text
) strict;

create unique index instrument_module_name on instrument_module (instrument_id, lower(name));

create table instrument_configuration_event (
    id text primary key not null,
    instrument_module_id integer not null references instrument_module,
    executed_obs_unit_id text references executed_obs_unit,
    logged_at text not null,
    parameters text not null check (json_valid(parameters)),
    comment text,
    transaction_id text
) strict;

create index instrument_configuration_event_logged_at on instrument_configuration_event (logged_at desc, id desc);
create index instrument_configuration_event_module on instrument_configuration_event (instrument_module_id, logged_at desc, id desc);
create index instrument_configuration_event_execution on instrument_configuration_event (executed_obs_unit_id, logged_at desc, id desc);
