# Starts Redis. The password comes from a file and goes in by standard input: command lines and environments can be read.
# `redis.sh health` ends with 0 when it answers to the password.
set -eu
file=/run/secrets/redis_password
[ -s "$file" ] || { echo "the secret redis_password is missing: run \"node scripts/centralino.mjs containers prepare\"" >&2; exit 1; }
if [ "${1:-}" = health ]; then
  REDISCLI_AUTH=$(cat "$file") exec redis-cli --no-auth-warning -e ping
fi
printf '%s\n' 'dir /data' 'port 6379' 'bind * -::*' 'appendonly yes' 'appendfsync everysec' 'save ""' \
  'maxmemory-policy noeviction' 'latency-tracking no' "maxmemory ${REDIS_MAXMEMORY:-0}" "requirepass $(cat "$file")" |
  exec redis-server -
