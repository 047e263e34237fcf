#!/usr/bin/env bash
# Runs once, on an empty data volume (docker-entrypoint-initdb.d): the accounts, the database, and the replica's slot. The service's account
# owns nothing: it reads, inserts and updates, and the schema is changed with ccatops_migrate (docs/how-to/run-with-docker.md).
set -euo pipefail
: "${MIGRATION_PASSWORD:?}" "${SERVICE_PASSWORD:?}" "${REPLICATION_PASSWORD:?}"

# The passwords reach psql by its environment, not by its arguments, which every process can read.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv migration_password MIGRATION_PASSWORD
\getenv service_password SERVICE_PASSWORD
\getenv replication_password REPLICATION_PASSWORD
create role ccatops_migrate login password :'migration_password';
create role ccat_ops_user login password :'service_password';
create database ccat_ops_db owner ccatops_migrate;
create role replicator login replication password :'replication_password';
select pg_create_physical_replication_slot('observatory');
\connect ccat_ops_db
revoke all on schema public from public;
grant usage, create on schema public to ccatops_migrate;
grant usage on schema public to ccat_ops_user;
alter default privileges for role ccatops_migrate in schema public grant select, insert, update on tables to ccat_ops_user;
alter default privileges for role ccatops_migrate in schema public grant usage on sequences to ccat_ops_user;
SQL

echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
