#!/usr/bin/env bash
# Makes every secret that compose.yaml names, once: what is there is kept, so that a new service gets its own beside the old ones.
#
#   deploy/compose/prepare.sh [FOLDER]     FOLDER: where to write them (deploy/compose/secrets)
#
# Nothing is printed but names. On this machine only the folder's owner gets at the files; each container reads those it is given.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"

random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

keep() { # NAME VALUE: written unless it is there
  if [ ! -s "$folder/$1" ]; then
    printf '%s' "$2" >"$folder/$1"
    echo "made $1"
  fi
}

keep signing "$(random)"
keep postgres "$(random)"
for role in migrate registry review alerts training backup monitor; do
  keep "role-$role" "$(random)"
done
for user in migrate registry review alerts training gateway monitor; do
  keep "xinmei-$user" "$(random)"
done
for user in migrate registry review alerts training gateway; do
  keep "amqp-$user" "amqp://xinmei-$user:$(cat "$folder/xinmei-$user")@rabbitmq:5672/xinmei"
done
for role in migrate registry review alerts training; do
  keep "database-$role" "postgresql://xinmei_$role:$(cat "$folder/role-$role")@postgres:5432/xinmei"
done

chmod 0700 "$folder"
chmod 0644 "$folder"/*
