create table log_message (
    id text primary key not null,
    site_name text not null,
    executed_obs_unit_id text references executed_obs_unit,
    begin_time text not null,
    end_time text check (end_time >= begin_time),
    text text not null,
    category text,
    time_lost_seconds real check (time_lost_seconds >= 0),
    time_lost_type text check (time_lost_type in ('weather', 'fault')),
    tags text check (json_valid(tags)),
    author text not null,
    parent_id text references log_message,
    invalidated_at text,
    transaction_id text,
    check ((time_lost_seconds is null) = (time_lost_type is null))
) strict;

create index log_message_begin_time on log_message (begin_time desc, id desc);
create index log_message_execution on log_message (executed_obs_unit_id, begin_time desc, id desc);
create index log_message_site on log_message (site_name, begin_time desc, id desc);
create index log_message_author on log_message (author, begin_time desc, id desc);
create index log_message_category on log_message (category, begin_time desc, id desc);
create index log_message_time_lost on log_message (time_lost_type, begin_time desc, id desc) where time_lost_type is not null;
create index log_message_parent on log_message (parent_id);
