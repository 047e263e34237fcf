-- Forgets the markers of one month, with the keys that clients used in it. The month stays, empty, and takes no marker any more: of a
-- transaction of that month that a site still holds, such as a failed one, nobody can tell whether it was applied. So it is refused,
-- where it would be applied again otherwise.
create or replace function forget_month(month date, held interval default '30 days') returns bigint
language plpgsql set timezone = 'UTC' as $$
declare
    beginning timestamptz := date_trunc('month', month::timestamptz);
    ending timestamptz := beginning + interval '1 month';
    part text := 'applied_transaction' || to_char(beginning, '_YYYY_MM');
    newest timestamptz;
    behind text;
    forgotten bigint;
begin
    if to_regclass(part) is null then
        raise exception 'there is no table %', part using errcode = 'undefined_table';
    end if;
    lock table applied_transaction in access exclusive mode;

    execute format('select max(applied_at) from %I', part) into newest;
    if newest >= now() - held then
        raise exception 'a transaction of % was applied at %, less than % ago', part, newest, held
            using errcode = 'object_not_in_prerequisite_state',
                hint = 'The site may still hold it, in its journal, in Redis or in a backup of either.';
    end if;

    -- A site drains in order, apart from what has failed.
    select string_agg(site_name, ', ' order by site_name) into behind from drain_epoch site where not exists (
        select from applied_transaction newer
        where newer.site_name = site.site_name and newer.sequence is not null and newer.transaction_id >= lowest_id_at(ending));
    if behind is not null then
        raise exception 'these sites may still have transactions of % in their buffers: %', part, behind
            using errcode = 'object_not_in_prerequisite_state',
                detail = format('They have applied nothing from after %s.', ending),
                hint = 'Of a site that is gone for good, delete the row in drain_epoch.';
    end if;

    execute format('select count(*) from %I', part) into forgotten;
    execute format('alter table applied_transaction detach partition %I', part);
    execute format('drop table %I', part);
    delete from applied_key where transaction_id >= lowest_id_at(beginning) and transaction_id < lowest_id_at(ending);
    execute format(
        'create table %I (like applied_transaction including all, constraint markers_of_this_month_were_forgotten check (false))', part);
    execute format(
        'alter table applied_transaction attach partition %I for values from (%L) to (%L)', part, lowest_id_at(beginning), lowest_id_at(ending));
    return forgotten;
end
$$;
