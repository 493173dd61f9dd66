#!/usr/bin/env bash
# Builds everything and runs every test. Needs the .NET 10 SDK and Node 20 or newer; npm and NuGet fetch the rest.
# Parts of a test that this machine lacks (PostgreSQL, Chromium, the recorded fixtures) make tests skip, with the reason printed;
# with CI=true a missing PostgreSQL is a failure. The last line is always "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export MSBUILDDISABLENODEREUSE=1 # a build node left running would keep the pipe of `./test.sh | tee log` open
configuration=Release            # what is shipped is what is tested
results=$(mktemp -d "${TMPDIR:-/tmp}/collabserver-results.XXXXXX")

finish() {
  if [[ -n ${postgres:-} ]]; then tests/postgres.sh stop "$postgres" || true; fi
  rm -rf "$results"
}
trap finish EXIT

# step NAME COMMAND...: runs it and notes the exit code for the summary. Never ends the script: later steps still say what they can.
step() {
  local name=$1 began=$SECONDS code=0
  shift
  printf '\n=== %s\n' "$name"
  "$@" || code=$?
  printf '%s\n' "$code" > "$results/$name.exit"
  printf '=== %s: %s after %s s\n' "$name" "$([[ $code == 0 ]] && echo done || echo "exit code $code")" "$((SECONDS - began))"
  return 0
}
succeeded() { [[ $(cat "$results/$1.exit" 2> /dev/null) == 0 ]]; }

for tool in dotnet node npm; do
  if ! command -v "$tool" > /dev/null; then
    echo "test.sh: $tool is not installed; see README.md" >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
  fi
done

# --- Build -----------------------------------------------------------------------------------------------------------------------

# Every npm package of the repository but the peers that benchmarks compare with.
mapfile -t npm_folders < <(find client-demo tests -name node_modules -prune -o -name package-lock.json -printf '%h\n' | grep -v bench-peers | sort)

install_npm_packages() {
  local folder
  for folder in "${npm_folders[@]}"; do
    echo "npm ci in $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || return
  done
}

step "npm packages" install_npm_packages
step "build" dotnet build CollabServer.sln -c "$configuration" -v quiet -p:RestoreLockedMode=true
step "build with failpoints" dotnet build src/CollabServer -c "$configuration" -v quiet -p:RestoreLockedMode=true -p:Failpoints=true -p:BuildDemo=false
if succeeded "build with failpoints"; then export COLLAB_FAILPOINTS_BUILT=1; fi
if [[ -f client-demo/package.json ]]; then step "demo" npm --prefix client-demo run build; fi

# --- One PostgreSQL for the whole run ----------------------------------------------------------------------------------------------

if [[ -z ${COLLAB_TEST_POSTGRES:-} ]]; then
  postgres=$(mktemp -d "${TMPDIR:-/tmp}/collabserver-postgres.XXXXXX")
  if COLLAB_TEST_POSTGRES=$(tests/postgres.sh start "$postgres" $$ 2> "$results/postgres.reason"); then
    export COLLAB_TEST_POSTGRES
    echo "PostgreSQL: $COLLAB_TEST_POSTGRES"
  else
    unset COLLAB_TEST_POSTGRES
    COLLAB_TEST_POSTGRES_MISSING=$(tail -n 1 "$results/postgres.reason")
    export COLLAB_TEST_POSTGRES_MISSING
    echo "PostgreSQL: none, its tests skip: $COLLAB_TEST_POSTGRES_MISSING"
  fi
fi

# --- Tests -----------------------------------------------------------------------------------------------------------------------

if succeeded build; then
  for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    step "$name" dotnet test "$project" -c "$configuration" --no-build \
      --logger "trx;LogFileName=$name.trx" --results-directory "$results" --blame-hang-timeout 5min --blame-hang-dump-type none
  done
fi

# vitest NAME FOLDER
vitest() {
  (cd "$2" && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$results/$1.json")
}

if succeeded "npm packages"; then
  for folder in "${npm_folders[@]}"; do
    if grep -q '"vitest"' "$folder/package.json"; then
      name=${folder//\//-}
      step "$name" vitest "$name" "$folder"
    fi
  done
fi

printf '\n'
node tests/node/report/summary.mjs "$results"
