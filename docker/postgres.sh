# Starts PostgreSQL; the first time it makes the cluster, whose only user is `centralino`, with the password of a file.
# `postgres.sh health` ends with 0 when it takes connections.
set -eu
at=$(cd /usr/lib/postgresql/*/bin && pwd)
if [ "${1:-}" = health ]; then exec "$at/pg_isready" -q -h 127.0.0.1 -U centralino; fi
file=/run/secrets/postgres_password
[ -s "$file" ] || { echo "the secret postgres_password is missing: run \"node scripts/centralino.mjs containers prepare\"" >&2; exit 1; }
data=/data/cluster
if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.new"
  # Beside it first: one that was broken off is never taken for a cluster.
  "$at/initdb" -D "$data.new" -U centralino --pwfile="$file" -A scram-sha-256 -E UTF8 --locale=C >/dev/null
  echo 'host all all all scram-sha-256' >>"$data.new/pg_hba.conf"
  mv "$data.new" "$data"
fi
exec "$at/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp -c log_statement=none "$@"
