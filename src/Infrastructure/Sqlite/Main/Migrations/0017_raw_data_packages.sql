create table raw_data_package (
    id text primary key not null,
    executed_obs_unit_id text not null references executed_obs_unit,
    instrument_module_id integer not null references instrument_module,
    part integer not null check (part > 0),
    name text not null,
    state text not null check (state in ('building', 'waiting', 'transferring', 'archived', 'failed')),
    size_bytes integer check (size_bytes >= 0),
    checksum text,
    retry_count integer not null check (retry_count >= 0),
    transaction_id text,
    unique (executed_obs_unit_id, instrument_module_id, part)
) strict;

create index raw_data_package_module on raw_data_package (instrument_module_id, id);
create index raw_data_package_state on raw_data_package (state, id);

alter table raw_data_file add column raw_data_package_id text references raw_data_package;
create index raw_data_file_package on raw_data_file (raw_data_package_id, id) where raw_data_package_id is not null;
