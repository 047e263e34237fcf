#!/usr/bin/env bash
# Runs once, on an empty data volume (docker-entrypoint-initdb.d): the service's account and database, the replica's account and slot.
set -euo pipefail
: "${SERVICE_PASSWORD:?}" "${REPLICATION_PASSWORD:?}"

# The passwords reach psql by its environment, not by its arguments, which every process can read.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv service_password SERVICE_PASSWORD
\getenv replication_password REPLICATION_PASSWORD
create role ccat_ops_user login password :'service_password';
create database ccat_ops_db owner ccat_ops_user;
create role replicator login replication password :'replication_password';
select pg_create_physical_replication_slot('observatory');
SQL

echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
