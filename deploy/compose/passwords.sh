#!/bin/bash
# Runs once, in the database's container, after roles.sql: gives each role the password of its secret.
set -euo pipefail
for role in migrate registry review alerts training backup monitor; do
  psql -v ON_ERROR_STOP=1 -U postgres -d "$POSTGRES_DB" -v password="$(cat "/run/secrets/role-$role")" -v role="xinmei_$role" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
