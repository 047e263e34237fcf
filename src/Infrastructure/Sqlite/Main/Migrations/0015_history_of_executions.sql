alter table executed_obs_unit add column quality text
    check (quality in ('unchecked', 'good', 'questionable', 'bad', 'rejected', 'junk'));

create index executed_obs_unit_quality on executed_obs_unit (quality, start_time desc, id desc) where quality is not null;

create table executed_obs_unit_change (
    id text primary key not null,
    executed_obs_unit_id text not null references executed_obs_unit,
    changed_at text not null,
    site_name text not null,
    principal text not null,
    old_values text not null check (json_valid(old_values)),
    new_values text not null check (json_valid(new_values)),
    transaction_id text
) strict;

create index executed_obs_unit_change_execution on executed_obs_unit_change (executed_obs_unit_id, changed_at desc, id desc);
