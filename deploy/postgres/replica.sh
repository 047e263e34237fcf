#!/usr/bin/env bash
# Copies the primary into an empty data folder, then follows it from the slot that the primary keeps.
set -euo pipefail
: "${PRIMARY_HOST:?}" "${REPLICATION_PASSWORD:?}" "${PGDATA:?}"

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  # A copy that was broken off is begun again.
  find "$PGDATA" -mindepth 1 -delete
  # --write-recovery-conf keeps the password for the time after.
  PGPASSWORD=$REPLICATION_PASSWORD pg_basebackup --pgdata "$PGDATA" --host "$PRIMARY_HOST" --port "${PRIMARY_PORT:-5432}" \
    --username replicator --slot observatory --wal-method=stream --checkpoint=fast --write-recovery-conf
  chmod 0700 "$PGDATA"
fi
exec postgres "$@"
