create table observing_program (
    id integer primary key,
    name text not null,
    short_name text not null,
    description text,
    lead text,
    transaction_id text
) strict;

create unique index observing_program_short_name on observing_program (lower(short_name));

create table sub_observing_program (
    id integer primary key,
    observing_program_id integer not null references observing_program,
    name text not null,
    short_name text not null,
    description text,
    lead text,
    transaction_id text
) strict;

create unique index sub_observing_program_short_name on sub_observing_program (observing_program_id, lower(short_name));
create index sub_observing_program_any_short_name on sub_observing_program (lower(short_name));
