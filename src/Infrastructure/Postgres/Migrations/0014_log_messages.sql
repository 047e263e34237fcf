create table log_message (
    id uuid primary key,
    site_name text not null,
    executed_obs_unit_id uuid references executed_obs_unit,
    begin_time timestamptz not null,
    end_time timestamptz check (end_time >= begin_time),
    text text not null,
    category text,
    time_lost_seconds double precision check (time_lost_seconds >= 0),
    time_lost_type text check (time_lost_type in ('weather', 'fault')),
    tags jsonb,
    author text not null,
    parent_id uuid references log_message,
    invalidated_at timestamptz,
    transaction_id uuid,
    check ((time_lost_seconds is null) = (time_lost_type is null))
);

create index log_message_begin_time on log_message (begin_time desc, id desc);
create index log_message_execution on log_message (executed_obs_unit_id, begin_time desc, id desc);
create index log_message_site on log_message (site_name, begin_time desc, id desc);
create index log_message_author on log_message (author, begin_time desc, id desc);
create index log_message_category on log_message (category, begin_time desc, id desc);
create index log_message_time_lost on log_message (time_lost_type, begin_time desc, id desc) where time_lost_type is not null;
create index log_message_parent on log_message (parent_id);

comment on table log_message is 'An entry of the observing log; an edit is a new row that invalidates the old one.';
comment on column log_message.id is 'Made where it was written.';
comment on column log_message.site_name is 'The site at which it was written.';
comment on column log_message.executed_obs_unit_id is 'The execution that it is about.';
comment on column log_message.begin_time is 'The beginning of what it is about.';
comment on column log_message.end_time is 'The end of what it is about.';
comment on column log_message.text is 'The message.';
comment on column log_message.category is 'What kind of message it is.';
comment on column log_message.time_lost_seconds is 'Seconds of observing time that were lost.';
comment on column log_message.time_lost_type is 'The reason for which time was lost.';
comment on column log_message.tags is 'Words by which people find it.';
comment on column log_message.author is 'The principal that wrote it.';
comment on column log_message.parent_id is 'The message that it replaces.';
comment on column log_message.invalidated_at is 'When another message replaced it.';
comment on column log_message.transaction_id is 'The transaction that wrote the row last.';
