#!/usr/bin/env bash
# A PostgreSQL server for tests, with nothing of durability switched off.
#
#   tests/postgres.sh start <dir> [pid]   starts one with its data in <dir> and prints its connection string (Npgsql) as the only line of output;
#                                         with a pid, stops it when that process is gone
#   tests/postgres.sh stop <dir>          stops it and deletes the data
#
# Uses the PostgreSQL programs of this machine (pg_ctl in PATH, or Debian's /usr/lib/postgresql), else `docker run postgres`.
# Exits with 3 and a reason when there is neither.
set -euo pipefail

usage() { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
action=$1 dir=$2 owner_pid=${3:-}

find_binaries() {
  if command -v pg_ctl >/dev/null && command -v initdb >/dev/null; then
    dirname "$(readlink -f "$(command -v pg_ctl)")"
    return
  fi
  local candidate
  for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr); do
    if [ -x "$candidate/initdb" ]; then
      echo "$candidate"
      return
    fi
  done
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp "$@")
  else
    "$@"
  fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_local() {
  local bin=$1 data=$dir/data log=$dir/server.log sockets=$dir port attempt
  mkdir -p "$dir"
  chmod 755 "$dir"
  [ "$(id -u)" != 0 ] || chown postgres: "$dir"
  # A socket's path has at most 107 bytes.
  [ ${#dir} -lt 80 ] || sockets=
  as_postgres "$bin/initdb" --pgdata="$data" --username=collab --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; exit 3; }
  for attempt in $(seq 20); do
    port=$((20000 + RANDOM % 12000))
    port_is_free "$port" || continue
    if as_postgres "$bin/pg_ctl" --pgdata="$data" --log="$log" --wait --timeout=30 \
      --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$sockets' -c fsync=on -c max_connections=200 -c shared_buffers=64MB" \
      start >>"$dir/pg_ctl.log" 2>&1; then
      echo "$bin" >"$dir/binaries"
      connection="Host=127.0.0.1;Port=$port;Username=collab;Database=postgres"
      return
    fi
    grep -qi 'address already in use' "$log" 2>/dev/null || break
  done
  cat "$dir/pg_ctl.log" "$log" >&2 2>/dev/null
  exit 3
}

start_docker() {
  local container port attempt
  mkdir -p "$dir"
  container=$(docker run --detach --rm --env POSTGRES_USER=collab --env POSTGRES_HOST_AUTH_METHOD=trust --publish 127.0.0.1::5432 postgres:17 2>"$dir/docker.log") ||
    { echo "no PostgreSQL: no programs on this machine, and docker says: $(tail -n 1 "$dir/docker.log")" >&2; exit 3; }
  echo "$container" >"$dir/container"
  port=$(docker port "$container" 5432/tcp | head -n 1 | sed 's/.*://')
  for attempt in $(seq 60); do
    # The image runs a first server without TCP while it sets itself up.
    if docker exec "$container" pg_isready --quiet --host=127.0.0.1 --username=collab; then
      connection="Host=127.0.0.1;Port=$port;Username=collab;Database=postgres"
      return
    fi
    sleep 0.5
  done
  docker logs "$container" >&2
  exit 3
}

stop() {
  if [ -f "$dir/container" ]; then
    docker rm --force "$(cat "$dir/container")" >/dev/null
  elif [ -f "$dir/binaries" ]; then
    as_postgres "$(cat "$dir/binaries")/pg_ctl" --pgdata="$dir/data" --mode=immediate --wait stop >/dev/null 2>&1 || true
  fi
  rm -rf "$dir"
}

case $action in
  start)
    binaries=$(find_binaries)
    if [ -n "$binaries" ]; then
      start_local "$binaries"
    elif command -v docker >/dev/null; then
      start_docker
    else
      echo "no PostgreSQL: neither its programs nor docker are on this machine" >&2
      exit 3
    fi
    if [ -n "$owner_pid" ]; then
      self=$(readlink -f "$0")
      setsid bash -c 'while [ -d "$3" ] && kill -0 "$1" 2>/dev/null; do sleep 1; done; [ ! -d "$3" ] || "$2" stop "$3"' watch "$owner_pid" "$self" "$dir" </dev/null >/dev/null 2>&1 &
    fi
    echo "$connection"
    ;;
  stop) stop ;;
  *) usage ;;
esac
