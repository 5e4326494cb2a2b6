# Starts PostgreSQL; the first time it makes the cluster, whose only user is `centralino`, with the password of a file.
# `postgres.sh health` ends with 0 when it takes connections; `postgres.sh dump` writes everything to the standard output,
# `postgres.sh restore` reads that into a database that is empty (`postgres`, or the one that is named).
set -eu
at=$(cd /usr/lib/postgresql/*/bin && pwd)
if [ "${1:-}" = health ]; then exec "$at/pg_isready" -q -h 127.0.0.1 -U centralino; fi
file=/run/secrets/postgres_password
[ -s "$file" ] || { echo "the secret postgres_password is missing: run \"node scripts/centralino.mjs containers prepare\"" >&2; exit 1; }
PGPASSWORD=$(cat "$file")
case ${1:-} in
  dump) export PGPASSWORD && exec "$at/pg_dump" -h 127.0.0.1 -U centralino -Fc postgres ;;
  restore) export PGPASSWORD && exec "$at/pg_restore" -h 127.0.0.1 -U centralino -d "${2:-postgres}" --exit-on-error --single-transaction ;;
esac
data=/data/cluster
if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.new"
  # Beside it first: one that was broken off is never taken for a cluster.
  "$at/initdb" -D "$data.new" -U centralino --pwfile="$file" -A scram-sha-256 -E UTF8 --locale=C >/dev/null
  echo 'host all all all scram-sha-256' >>"$data.new/pg_hba.conf"
  mv "$data.new" "$data"
fi
version=${at%/bin}
version=${version##*/}
has=$(cat "$data/PG_VERSION")
if [ "$has" != "$version" ]; then
  echo "the database is of PostgreSQL $has and this image has $version: start the image before, dump (postgres.sh dump), remove the volume, restore (docs/deploy.md, Upgrade)" >&2
  exit 1
fi
exec "$at/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp -c log_statement=none "$@"
