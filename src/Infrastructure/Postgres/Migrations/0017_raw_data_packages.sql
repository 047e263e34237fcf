create table raw_data_package (
    id uuid primary key,
    executed_obs_unit_id uuid not null references executed_obs_unit,
    instrument_module_id integer not null references instrument_module,
    part integer not null check (part > 0),
    name text not null,
    state text not null check (state in ('building', 'waiting', 'transferring', 'archived', 'failed')),
    size_bytes bigint check (size_bytes >= 0),
    checksum text,
    retry_count integer not null check (retry_count >= 0),
    transaction_id uuid,
    unique (executed_obs_unit_id, instrument_module_id, part)
);

create index raw_data_package_module on raw_data_package (instrument_module_id, id);
create index raw_data_package_state on raw_data_package (state, id);

alter table raw_data_file add column raw_data_package_id uuid references raw_data_package;
create index raw_data_file_package on raw_data_file (raw_data_package_id, id) where raw_data_package_id is not null;

comment on table raw_data_package is 'Raw data files of one execution and one module, packed together.';
comment on column raw_data_package.id is 'Made at the telescope.';
comment on column raw_data_package.executed_obs_unit_id is 'The execution of whose files it is.';
comment on column raw_data_package.instrument_module_id is 'The module of whose files it is.';
comment on column raw_data_package.part is 'Which of the packages of the execution and the module it is, from 1.';
comment on column raw_data_package.name is 'Its name.';
comment on column raw_data_package.state is 'Where it is on its way into an archive.';
comment on column raw_data_package.size_bytes is 'Its size.';
comment on column raw_data_package.checksum is 'Algorithm and hexadecimal digest.';
comment on column raw_data_package.retry_count is 'How often its transfer was tried again.';
comment on column raw_data_package.transaction_id is 'The transaction that wrote the row last.';
comment on column raw_data_file.raw_data_package_id is 'The package that it is in.';
