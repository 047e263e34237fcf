-- What --partition puts into a database: see docs/adr/0010-markers-and-files-by-month-on-demand.md. The table of markers and that of files
-- become tables in parts, a part for each month of the time with which an id of UUID version 7 begins. What divides them is the
-- primary key itself, so one id still is one row over all parts.

-- The lowest id of version 7 that can be made at a moment.
create function lowest_id_at(moment timestamptz) returns uuid
language sql immutable strict as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Over all months a client's key has one holder, in a table of its own. Keys of before are not copied into it: the part that was the
-- whole table keeps its own unique index.
create function hold_applied_keys() returns trigger
language plpgsql as $$
declare
    taken text;
begin
    if to_regclass('applied_transaction_before') is not null then
        -- With a limit of its own the inner query is an index scan for each row, whatever the planner thinks of their number.
        select held.idempotency_key into taken
        from added, lateral (
            select before.idempotency_key from applied_transaction_before before
            where before.site_name = added.site_name and before.principal = added.principal
                and before.idempotency_key = added.idempotency_key and before.transaction_id <> added.transaction_id
            limit 1) held
        limit 1;
        if found then
            raise exception 'key % has been used', taken using errcode = 'unique_violation',
                table = 'applied_transaction_before', constraint = 'applied_transaction_idempotency';
        end if;
    end if;

    insert into applied_key (site_name, principal, idempotency_key, transaction_id)
    select site_name, principal, idempotency_key, transaction_id from added where idempotency_key is not null;
    return null;
end
$$;

-- A part with the columns, checks and indexes of the whole, not yet attached.
create function make_part(whole text, part text) returns void
language plpgsql as $$
begin
    execute format('create table %I (like %I including all)', part, whole);
    if whole = 'applied_transaction' then
        execute format('create unique index %I on %I (site_name, sequence)', part || '_sequence', part);
    end if;
end
$$;

-- Makes the months after the newest one, up to a moment. Rows that came too early for their month are moved out of the rest.
create function add_months(whole text, id text, first timestamptz, upto timestamptz) returns integer
language plpgsql set timezone = 'UTC' as $$
declare
    rest text := whole || '_other';
    part text;
    month timestamptz := coalesce(
        (select max(to_date(right(relname, 7), 'YYYY_MM')) from pg_inherits join pg_class on pg_class.oid = inhrelid
            where inhparent = whole::regclass and relname ~ '_\d{4}_\d{2}$') + interval '1 month',
        first);
    made integer := 0;
begin
    while month <= upto loop
        part := whole || to_char(month, '_YYYY_MM');
        perform make_part(whole, part);
        execute format(
            'with early as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from early',
            rest, id, lowest_id_at(month), lowest_id_at(month + interval '1 month'), part);
        execute format(
            'alter table %I attach partition %I for values from (%L) to (%L)',
            whole, part, lowest_id_at(month), lowest_id_at(month + interval '1 month'));
        month := month + interval '1 month';
        made := made + 1;
    end loop;
    return made;
end
$$;

-- Renames a table and its indexes, and makes an empty one in parts in its place.
create function set_aside(whole text, id text) returns void
language plpgsql as $$
declare
    before text := whole || '_before';
    others text;
    each_one record;
begin
    select string_agg(distinct one, ', ') into others from (
        select ev_class::regclass::text from pg_rewrite join pg_depend on objid = pg_rewrite.oid
        where classid = 'pg_rewrite'::regclass and refobjid = whole::regclass
        union all
        select conrelid::regclass::text from pg_constraint where confrelid = whole::regclass
        union all
        select 'trigger ' || tgname from pg_trigger where tgrelid = whole::regclass and not tgisinternal) dependent (one);
    if others is not null then
        raise exception '% would go on with a part of % alone', others, whole
            using errcode = 'object_not_in_prerequisite_state', hint = 'Drop them, divide, and make them again.';
    end if;

    execute format('alter table %I rename to %I', whole, before);
    for each_one in select relname from pg_index join pg_class on pg_class.oid = indexrelid
        where indrelid = before::regclass and starts_with(relname, whole)
    loop
        execute format('alter index %I rename to %I', each_one.relname, before || substr(each_one.relname, length(whole) + 1));
    end loop;

    execute format(
        'create table %I (like %I including defaults including constraints including comments including storage) partition by range (%I)',
        whole, before, id);
    for each_one in
        select privilege_type, case when grantee = 0 then 'public' else grantee::regrole::text end as grantee
        from pg_class, aclexplode(relacl) where pg_class.oid = before::regclass and grantee <> relowner
    loop
        execute format('grant %s on %I to %s', each_one.privilege_type, whole, each_one.grantee);
    end loop;
end
$$;

-- What was the whole table becomes its first part, as it lies: nothing is copied but rows whose id says a later time, or none.
create function take_back(whole text, id text, boundary timestamptz, upto timestamptz) returns void
language plpgsql as $$
declare
    before text := whole || '_before';
    rest text := whole || '_other';
begin
    perform make_part(whole, rest);
    execute format(
        'with late as (delete from %I where %I >= %L returning *) insert into %I select * from late', before, id, lowest_id_at(boundary), rest);
    execute format('alter table %I attach partition %I default', whole, rest);
    execute format('alter table %I attach partition %I for values from (minvalue) to (%L)', whole, before, lowest_id_at(boundary));
    perform add_months(whole, id, boundary, upto);
end
$$;

create function divide_by_month(as_of timestamptz, upto timestamptz) returns void
language plpgsql set timezone = 'UTC' as $$
declare
    boundary timestamptz := date_trunc('month', as_of) + interval '1 month';
begin
    -- In the order in which a batch writes, so that the two cannot wait for each other.
    lock table applied_transaction, executed_obs_unit, raw_data_file in access exclusive mode;

    perform set_aside('applied_transaction', 'transaction_id');
    -- A unique index of a table in parts would have to contain the id. Its name is that of the index it stands in for.
    create table applied_key (
        site_name text not null,
        principal text not null,
        idempotency_key text not null,
        transaction_id uuid not null,
        constraint applied_transaction_idempotency primary key (site_name, principal, idempotency_key)
    );
    alter table applied_transaction add primary key (transaction_id);
    create index applied_transaction_applied_at on applied_transaction (applied_at desc, transaction_id desc);
    perform take_back('applied_transaction', 'transaction_id', boundary, upto);
    create trigger hold_applied_keys after insert on applied_transaction
        referencing new table as added for each statement execute function hold_applied_keys();

    perform set_aside('raw_data_file', 'id');
    alter table raw_data_file add primary key (id),
        add constraint raw_data_file_executed_obs_unit_id_fkey foreign key (executed_obs_unit_id) references executed_obs_unit;
    create index raw_data_file_execution on raw_data_file (executed_obs_unit_id, id);
    create index raw_data_file_name on raw_data_file (name, id);
    perform take_back('raw_data_file', 'id', boundary, upto);
end
$$;

-- Called at each start of the main site and by --migrate.
create function keep_months_ahead(upto timestamptz) returns integer
language plpgsql set timezone = 'UTC' as $$
begin
    if to_regclass('applied_transaction' || to_char(upto, '_YYYY_MM')) is not null
        and to_regclass('raw_data_file' || to_char(upto, '_YYYY_MM')) is not null then
        return 0;
    end if;
    lock table applied_transaction, executed_obs_unit, raw_data_file in share row exclusive mode;
    return add_months('applied_transaction', 'transaction_id', upto, upto) + add_months('raw_data_file', 'id', upto, upto);
end
$$;
