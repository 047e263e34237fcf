-- json_valid(null) is 0 in older versions of SQLite, such as the sqlite3 of Debian 12: there a row without the JSON was refused. SQLite cannot
-- alter a check; this is its documented way, and leaves the rows as they are. https://www.sqlite.org/lang_altertable.html#otheralter
pragma writable_schema = on;

update sqlite_schema
    set sql = replace(sql, 'check (json_valid(configuration))', 'check (configuration is null or json_valid(configuration))')
    where type = 'table' and name = 'obs_unit';
update sqlite_schema
    set sql = replace(sql, 'check (json_valid(conditions))', 'check (conditions is null or json_valid(conditions))')
    where type = 'table' and name = 'executed_obs_unit';
update sqlite_schema
    set sql = replace(sql, 'check (json_valid(changes))', 'check (changes is null or json_valid(changes))')
    where type = 'table' and name = 'applied_transaction';
update sqlite_schema
    set sql = replace(sql, 'check (json_valid(details))', 'check (details is null or json_valid(details))')
    where type = 'table' and name = 'audit_event';

pragma writable_schema = reset;

-- A change of the schema that other connections notice: they read all of it again.
create table schema_changed (only integer primary key) strict;
drop table schema_changed;
