#!/usr/bin/env bash
# Adds a migration to both providers from the model in src/CollabServer.Storage/Model.
# usage: migrations/add.sh <NameOfTheChange>
set -euo pipefail
name=${1:?usage: migrations/add.sh <NameOfTheChange>}
cd "$(dirname "$0")"
dotnet tool restore >/dev/null
dotnet build CollabServer.Migrations.Design -v q -nologo

for provider in PostgreSql Sqlite; do
  dotnet ef migrations add "$name" --context CollabDbContext \
    --project "CollabServer.Migrations.$provider" --startup-project CollabServer.Migrations.Design -- "$provider"
done
# dotnet-ef writes byte order marks; the repository has none.
sed -i '1s/^\xEF\xBB\xBF//' CollabServer.Migrations.{PostgreSql,Sqlite}/Migrations/*.cs
