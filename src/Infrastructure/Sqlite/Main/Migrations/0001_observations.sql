-- The tables of PostgreSQL's migration of the same number. Times are ISO 8601 texts in UTC with six digits of a second, uuids
-- are texts in lower case: compared as texts both have the order that PostgreSQL gives them.

create table obs_unit (
    id integer primary key,
    name text not null,
    target text,
    ra real check (ra between 0 and 360),
    dec real check (dec between -90 and 90),
    duration_seconds real check (duration_seconds >= 0),
    configuration text check (json_valid(configuration)),
    transaction_id text
) strict;

-- The next integer key: one that was given out is not given out again, even if nobody used it.
create table next_key (
    table_name text primary key,
    given integer not null
) strict;

insert into next_key (table_name, given) values ('obs_unit', 0);

create table executed_obs_unit (
    id text primary key not null,
    obs_unit_id integer not null references obs_unit,
    status text not null check (status in ('running', 'completed', 'failed', 'aborted')),
    start_time text not null,
    end_time text check (end_time >= start_time),
    instrument_module text,
    conditions text check (json_valid(conditions)),
    comment text,
    transaction_id text
) strict;

create index executed_obs_unit_start_time on executed_obs_unit (start_time desc, id desc);
create index executed_obs_unit_obs_unit on executed_obs_unit (obs_unit_id, start_time desc, id desc);

create table raw_data_file (
    id text primary key not null,
    executed_obs_unit_id text not null references executed_obs_unit,
    name text not null,
    relative_path text,
    size_bytes integer check (size_bytes >= 0),
    checksum text,
    instrument_module text,
    transaction_id text
) strict;

create index raw_data_file_execution on raw_data_file (executed_obs_unit_id, id);
create index raw_data_file_name on raw_data_file (name, id);
