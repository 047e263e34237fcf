-- The roles of CcatOps in the main database, for psql, as a superuser, connected to that database. It may be run again: after the first
-- --migrate, after each later one and after --partition. They come to the replicas by replication. Passwords are set apart, so that none
-- stands here: \password ccatops_migrate, … See docs/how-to/least-privilege.md.

do $$
begin
    -- Owns the tables and changes them: --migrate and --partition, and nothing else.
    if to_regrole('ccatops_migrate') is null then
        create role ccatops_migrate login;
    end if;
    -- MAIN_DB_USER of a main site: all writes of the service.
    if to_regrole('ccatops_write') is null then
        create role ccatops_write login;
    end if;
    -- MAIN_DB_USER of each telescope is a member of it, by add_telescope: what the drain writes, of its own site.
    if to_regrole('ccatops_telescope') is null then
        create role ccatops_telescope nologin;
    end if;
    -- LOCAL_DB_USER of a secondary site: reads the replica.
    if to_regrole('ccatops_read') is null then
        create role ccatops_read login;
    end if;
    -- What follows the main database for a replica: it sees everything, and says nothing.
    if to_regrole('ccatops_replicate') is null then
        create role ccatops_replicate login replication;
    end if;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to ccatops_migrate, ccatops_write, ccatops_telescope, ccatops_read', current_database());
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to ccatops_migrate;
grant usage on schema public to ccatops_write, ccatops_telescope, ccatops_read;

-- Which telescope a role belongs to.
create table if not exists telescope_role (role_name name primary key, site_name text not null);

create or replace function site_of_role(role name) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select site_name from public.telescope_role where role_name = role
$$;

-- Makes the role of a telescope, such as ccatops_observatory; its password is set apart. Only a superuser may call it.
create or replace function add_telescope(site text, role name default null) returns name
language plpgsql as $$
declare
    made name := coalesce(role, ('ccatops_' || site)::name);
begin
    if not exists (select from pg_roles where rolname = made) then
        execute format('create role %I login', made);
    end if;
    execute format('grant ccatops_telescope to %I', made);
    insert into public.telescope_role (role_name, site_name) values (made, site)
    on conflict (role_name) do update set site_name = excluded.site_name;
    return made;
end
$$;
revoke execute on function add_telescope(text, name) from public;

-- What is there, and what ccatops_migrate makes later.
grant select, insert, update on all tables in schema public to ccatops_write;
grant usage on all sequences in schema public to ccatops_write;
grant select on all tables in schema public to ccatops_read;
alter default privileges for role ccatops_migrate in schema public grant select, insert, update on tables to ccatops_write;
alter default privileges for role ccatops_migrate in schema public grant usage on sequences to ccatops_write;
alter default privileges for role ccatops_migrate in schema public grant select on tables to ccatops_read;
revoke insert, update on telescope_role from ccatops_write;

do $$
declare
    whole text;
    own text;
begin
    if to_regclass('schema_migration') is null then
        return;
    end if;
    -- Nobody who writes records changes what the schema is said to be, or what was decided.
    revoke insert, update on schema_migration from ccatops_write;
    revoke update on audit_event from ccatops_write;
    -- A role is taken away from a user by deleting the row that gives it.
    grant delete on user_role to ccatops_write;

    -- These have the rights of their owner.
    revoke execute on function roll_up_token_uses(timestamptz, integer) from public;
    grant execute on function roll_up_token_uses(timestamptz, integer) to ccatops_write;
    revoke execute on function forget_staged(uuid) from public;
    grant execute on function forget_staged(uuid) to ccatops_write, ccatops_telescope;

    -- A telescope: observations, its own markers, audit and uses of tokens, its emergency tokens, and the end of any token.
    grant select on schema_migration to ccatops_telescope;
    grant select on observatory, telescope, site to ccatops_telescope;
    grant select, insert, update on instrument, instrument_module, observing_program, sub_observing_program, obs_unit, executed_obs_unit, raw_data_package, raw_data_file, data_location
        to ccatops_telescope;
    grant select, insert on instrument_configuration_event, log_message, executed_obs_unit_change to ccatops_telescope;
    -- A message is replaced and never changed.
    grant update (invalidated_at, transaction_id) on log_message to ccatops_telescope;
    grant usage on all sequences in schema public to ccatops_telescope;
    grant select, insert on applied_transaction, staged_change, audit_event, api_token, api_token_use, token_denial to ccatops_telescope;
    grant select, insert, update on drain_epoch to ccatops_telescope;
    grant update (revoked_at, transaction_id) on api_token to ccatops_telescope;
    if to_regclass('applied_key') is not null then
        grant select, insert on applied_key to ccatops_telescope;
        revoke insert, update on applied_transaction_before from ccatops_telescope;
        grant select on applied_transaction_before to ccatops_telescope;
    end if;

    -- The rows of one site are not written by another, and only emergency tokens by a telescope. Their owner is held to nothing.
    foreach whole in array array['applied_transaction', 'applied_key', 'drain_epoch', 'audit_event', 'api_token', 'api_token_use', 'token_denial', 'staged_change', 'log_message',
        'executed_obs_unit_change']
    loop
        continue when to_regclass(whole) is null;
        own := 'site_name = (select public.site_of_role(current_user))';
        if whole = 'api_token' then
            own := own || ' and kind = ''emergency''';
        elsif whole = 'staged_change' then
            own := 'staged_by = current_user';
        end if;
        execute format('alter table %I enable row level security', whole);
        execute format('drop policy if exists ccatops_write on %I', whole);
        execute format('create policy ccatops_write on %I to ccatops_write using (true) with check (true)', whole);
        execute format('drop policy if exists ccatops_read on %I', whole);
        execute format('create policy ccatops_read on %I for select to ccatops_read using (true)', whole);
        execute format('drop policy if exists ccatops_telescope_read on %I', whole);
        execute format(
            'create policy ccatops_telescope_read on %I for select to ccatops_telescope using (%s)',
            whole, case when whole in ('api_token', 'staged_change') then own else 'true' end);
        execute format('drop policy if exists ccatops_telescope_insert on %I', whole);
        execute format('create policy ccatops_telescope_insert on %I for insert to ccatops_telescope with check (%s)', whole, own);
        execute format('drop policy if exists ccatops_telescope_update on %I', whole);
        if whole = 'log_message' then
            execute format('create policy ccatops_telescope_update on %I for update to ccatops_telescope using (true) with check (true)', whole);
        elsif whole in ('drain_epoch', 'api_token') then
            execute format(
                'create policy ccatops_telescope_update on %1$I for update to ccatops_telescope using (%2$s) with check (%2$s)', whole, own);
        end if;
    end loop;
end
$$;
