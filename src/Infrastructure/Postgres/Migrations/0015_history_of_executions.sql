alter table executed_obs_unit add column quality text
    check (quality in ('unchecked', 'good', 'questionable', 'bad', 'rejected', 'junk'));

create index executed_obs_unit_quality on executed_obs_unit (quality, start_time desc, id desc) where quality is not null;

create table executed_obs_unit_change (
    id uuid primary key,
    executed_obs_unit_id uuid not null references executed_obs_unit,
    changed_at timestamptz not null,
    site_name text not null,
    principal text not null,
    old_values jsonb not null,
    new_values jsonb not null,
    transaction_id uuid
);

create index executed_obs_unit_change_execution on executed_obs_unit_change (executed_obs_unit_id, changed_at desc, id desc);

comment on column executed_obs_unit.quality is 'What people think of the data; null: nobody has said.';
comment on table executed_obs_unit_change is 'A change of an execution after its start: its end, or an edit.';
comment on column executed_obs_unit_change.id is 'Made where the change was made.';
comment on column executed_obs_unit_change.executed_obs_unit_id is 'The execution that was changed.';
comment on column executed_obs_unit_change.changed_at is 'When, by the clock of that site.';
comment on column executed_obs_unit_change.site_name is 'The site at which it was changed.';
comment on column executed_obs_unit_change.principal is 'Who changed it.';
comment on column executed_obs_unit_change.old_values is 'The fields that were changed, as they were.';
comment on column executed_obs_unit_change.new_values is 'The same fields, as they are since.';
comment on column executed_obs_unit_change.transaction_id is 'The transaction that wrote the row last.';
