#!/usr/bin/env bash
# Measures what --partition costs and gains: a database with many markers and files, before and after.
# It makes its own PostgreSQL in a folder that it deletes at the end, with settings of a small server.
#
#   bench/months.sh              10,000,000 markers and as many files, of the last 12 months
#   ROWS=100000 bench/months.sh  in small
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${ROWS:-10000000}
# pgbench's own variables begin with a colon, psql's too; the months do not change while it runs.
this_month=$(date -u +%Y-%m-01)
folder=$(mktemp -d)
bin=$(pg_config --bindir)
as=()
if ((EUID == 0)); then
  chown postgres "$folder"
  as=(runuser -u postgres --)
fi
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
"${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --no-sync >/dev/null
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
shared_buffers = 1GB
maintenance_work_mem = 512MB
max_wal_size = 8GB
checkpoint_timeout = 30min
wal_level = replica
autovacuum = off
timezone = UTC
CONF
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >/dev/null
export PGHOST=$folder PGUSER=postgres PGDATABASE=months PGOPTIONS='-c client_min_messages=warning'
createdb months

sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }
timed() { # what, then the statement
  local started=$EPOCHREALTIME
  sql -c "$2" >/dev/null
  awk -v what="$1" -v from="$started" -v to="$EPOCHREALTIME" 'BEGIN { printf "%-58s %10.2f s\n", what, to - from }'
}

for file in src/Infrastructure/Postgres/Migrations/*.sql; do sql -f "$file"; done

# Ids as the service makes them: the first 48 bits are the milliseconds.
sql <<SQL
create function id_at(ms bigint, salt text) returns uuid language sql immutable parallel safe as \$\$
    select (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid \$\$;
insert into obs_unit (name) values ('one');
create table made as
    select n, (extract(epoch from timestamptz '$this_month' - interval '11 months') * 1000)::bigint
        + (n * extract(epoch from now() - (timestamptz '$this_month' - interval '11 months')) * 1000 / $rows)::bigint as ms
    from generate_series(1, $rows) n;
create index on made (n);
analyze made;
insert into executed_obs_unit (id, obs_unit_id, status, start_time)
    select id_at(ms, 'e' || n), 1, 'completed', to_timestamp(ms / 1000.0) from made where n % 10 = 1;
alter table applied_transaction drop constraint applied_transaction_pkey;
drop index applied_transaction_sequence, applied_transaction_idempotency, applied_transaction_applied_at;
drop index raw_data_file_execution, raw_data_file_name;
alter table raw_data_file drop constraint raw_data_file_pkey, drop constraint raw_data_file_executed_obs_unit_id_fkey;
SQL
timed "fill applied_transaction with $rows" "
insert into applied_transaction
    select id_at(ms, 't' || n), 'site-' || n % 3, n, 7, 'register_raw_data_file',
        array['executed_obs_unit:' || id_at(ms, 'e' || n)], 'telescope', md5(n::text), sha256(n::text::bytea), null,
        to_timestamp(ms / 1000.0), to_timestamp(ms / 1000.0)
    from made order by n"
timed "fill raw_data_file with $rows" "
insert into raw_data_file
    select id_at(made.ms, 'f' || made.n), id_at(execution.ms, 'e' || execution.n), 'cas' || made.n || '.fts', '2026/night', 33554432, md5(made.n::text), 'camera',
        id_at(made.ms, 't' || made.n)
    from made join made execution on execution.n = made.n - (made.n - 1) % 10 order by made.n"
sql <<'SQL'
alter table applied_transaction add primary key (transaction_id);
create unique index applied_transaction_sequence on applied_transaction (site_name, sequence);
create unique index applied_transaction_idempotency on applied_transaction (site_name, principal, idempotency_key);
create index applied_transaction_applied_at on applied_transaction (applied_at desc, transaction_id desc);
alter table raw_data_file add primary key (id);
alter table raw_data_file add foreign key (executed_obs_unit_id) references executed_obs_unit;
create index raw_data_file_execution on raw_data_file (executed_obs_unit_id, id);
create index raw_data_file_name on raw_data_file (name, id);
vacuum analyze;
checkpoint;
SQL

# The statements of the service, with what it sends made up on the spot.
cat >"$folder/batch.sql" <<'SQL'
insert into applied_transaction (transaction_id, site_name, sequence, epoch, operation, entities, principal,
    idempotency_key, request_hash, changes, accepted_at, applied_at)
select id_at(ms, random()::text), 'bench', nextval('bench_sequence'), 7, 'register_raw_data_file', array['executed_obs_unit:' || random()], 'telescope',
    md5(random()::text), sha256('x'), null, now(), now()
from (select (extract(epoch from clock_timestamp() + make_interval(days => :later)) * 1000)::bigint + n as ms from generate_series(1, 1000) n) ids;
SQL
sed 's/generate_series(1, 1000)/generate_series(1, 1)/' "$folder/batch.sql" >"$folder/single.sql"
cat >"$folder/markers.sql" <<'SQL'
select transaction_id from applied_transaction where transaction_id = any(:ids::uuid[]);
SQL
cat >"$folder/files.sql" <<'SQL'
\set pick random(0, 99)
select id, name from raw_data_file where executed_obs_unit_id = (select id from picked where n = :pick) order by id limit 50;
SQL
cat >"$folder/greatest.sql" <<'SQL'
select max(sequence) from applied_transaction where site_name = 'site-1';
SQL
sql -c "create sequence bench_sequence; create table picked as select (row_number() over () - 1)::int as n, id from (select id from executed_obs_unit order by md5(id::text) limit 100) p"

ids_of() { sql -c "select '{' || string_agg(transaction_id::text, ',') || '}' from (select transaction_id from applied_transaction where $1 order by transaction_id desc limit $2) t"; }
bench() { # what, unit of work per script run, pgbench arguments
  local what=$1 each=$2; shift 2
  local median
  median=$(for _ in 1 2 3; do pgbench -n "$@" 2>>"$folder/pgbench.log" | awk '/^tps/ { print $3 }'; done | sort -g | sed -n 2p)
  awk -v what="$what" -v tps="$median" -v each="$each" 'BEGIN { printf "%-58s %10.0f /s\n", what, tps * each }'
}
measure() { # a word for the state, and in how much time from now ids are made
  local from; from=$(sql -c 'select pg_current_wal_lsn()')
  bench "$1: markers inserted, 1,000 in a batch" 1000 -M prepared -D later="$2" -f "$folder/batch.sql" -t 60
  awk -v what="$1: log written for a marker, between checkpoints" -v bytes="$(sql -c "select pg_current_wal_lsn() - '$from'")" \
    'BEGIN { printf "%-58s %10.0f bytes\n", what, bytes / (3 * 60 * 1000) }'
  bench "$1: markers inserted singly, 8 sessions" 1 -M prepared -D later="$2" -c 8 -j 2 -f "$folder/single.sql" -T 3
  for count in 100 1000; do
    local ids; ids=$(ids_of "site_name <> 'bench'" $count)
    sed "s/:ids/'$ids'/" "$folder/markers.sql" >"$folder/literal.sql"
    bench "$1: $count newest markers looked up, planned each time" $count -M simple -f "$folder/literal.sql" -t 50
    printf 'prepare q(uuid[]) as select transaction_id from applied_transaction where transaction_id = any($1);\n' >"$folder/generic.sql"
    for _ in $(seq 40); do printf "execute q('%s');\n" "$ids"; done >>"$folder/generic.sql"
    printf 'deallocate q;\n' >>"$folder/generic.sql"
    bench "$1: $count newest markers looked up, prepared" $((count * 40)) -M simple -f "$folder/generic.sql" -t 5
  done
  bench "$1: files of one execution" 1 -M prepared -f "$folder/files.sql" -t 1000
  bench "$1: greatest sequence of a site" 1 -M prepared -f "$folder/greatest.sql" -t 1000
}
sizes() {
  sql -F ' ' -c "select '$1: ' || kind, pg_size_pretty(sum(pg_total_relation_size(oid))) || ' of it indexes ' || pg_size_pretty(sum(pg_indexes_size(oid)))
    from (select oid, case when relname like 'applied%' then 'markers' else 'files' end as kind from pg_class
        where relkind = 'r' and (relname like 'applied%' or relname like 'raw_data_file%')) t group by kind order by kind"
}

sizes before
measure before 0
sql -c 'checkpoint'
sql -f src/Infrastructure/Postgres/months.sql
timed 'divide_by_month: both tables locked for' "select divide_by_month(now(), now() + interval '12 months')"
sizes after
sql -c 'vacuum analyze' -c checkpoint
measure 'after, this month' 0
measure 'after, next month' 32

sql -c "insert into applied_transaction select id_at((extract(epoch from now() + interval '32 days') * 1000)::bigint + n, 'd' || n), 'site-1',
    100000000 + n, 7, 'x', array['y'], 'telescope', md5('d' || n), sha256('x'), null, now(), now() from generate_series(1, $rows / 12) n" -c checkpoint
part=$(sql -c "select to_char(now() + interval '32 days', 'YYYY_MM')")
month=$(sql -c "select to_char(now() + interval '32 days', 'YYYY-MM-01')")
timed "forget a month of $((rows / 12)) markers, by its part" "begin;
    alter table applied_transaction detach partition applied_transaction_$part;
    drop table applied_transaction_$part;
    delete from applied_key where transaction_id >= lowest_id_at('$month') and transaction_id < lowest_id_at(timestamptz '$month' + interval '1 month');
    commit"
sql -c checkpoint
timed "delete as many from a table, without vacuum" "delete from applied_transaction_before where transaction_id < (
    select transaction_id from applied_transaction_before order by transaction_id offset $rows / 12 limit 1)"
timed 'and vacuum it' 'vacuum applied_transaction_before'
