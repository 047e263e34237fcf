-- The roles of CcatOps in the main database, for psql, as a superuser, connected to that database. It may be run again.
-- They come to the replicas by replication. Passwords are set apart, so that none stands here: \password ccatops_migrate, …
-- See docs/how-to/least-privilege.md.

-- Owns the tables and changes them: --migrate and --partition, and nothing else.
do $$
begin
    if to_regrole('ccatops_migrate') is null then
        create role ccatops_migrate login;
    end if;
    -- MAIN_DB_USER of every site: direct writes, the drain, failed transactions.
    if to_regrole('ccatops_write') is null then
        create role ccatops_write login;
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
    execute format('grant connect on database %I to ccatops_migrate, ccatops_write, ccatops_read', current_database());
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to ccatops_migrate;
grant usage on schema public to ccatops_write, ccatops_read;

-- What is there, and what ccatops_migrate makes later.
grant select, insert, update on all tables in schema public to ccatops_write;
grant usage on all sequences in schema public to ccatops_write;
grant select on all tables in schema public to ccatops_read;
alter default privileges for role ccatops_migrate in schema public grant select, insert, update on tables to ccatops_write;
alter default privileges for role ccatops_migrate in schema public grant usage on sequences to ccatops_write;
alter default privileges for role ccatops_migrate in schema public grant select on tables to ccatops_read;

-- Nobody who writes records changes what the schema is said to be.
do $$
begin
    if to_regclass('schema_migration') is not null then
        revoke insert, update on schema_migration from ccatops_write;
    end if;
end
$$;
