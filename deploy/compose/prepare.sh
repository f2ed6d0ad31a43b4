#!/usr/bin/env bash
# Makes every secret that compose.yaml names, once: what is there is kept, so that a new service gets its own beside the old ones.
#
#   deploy/compose/prepare.sh [FOLDER]     FOLDER: where to write them (deploy/compose/secrets)
#
# Without compose, say where RabbitMQ and PostgreSQL are, and the addresses come out right:
#   AMQP_HOST=rabbit.example.edu:5672 DATABASE_HOST=db.example.edu:5432 deploy/compose/prepare.sh /etc/xinmei/secrets
# To change passwords while the suite runs: GENERATION=2027 names the users so at their end (see operations.md).
#
# Nothing is printed but names. On this machine only the folder's owner gets at the files; each container reads those it is given.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
rabbitmq=${AMQP_HOST:-rabbitmq:5672} postgres=${DATABASE_HOST:-postgres:5432} generation=${GENERATION:-}
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
  keep "amqp-$user" "amqp://xinmei-$user${generation:+-$generation}:$(cat "$folder/xinmei-$user")@$rabbitmq/xinmei"
done
for role in migrate registry review alerts training; do
  keep "database-$role" "postgresql://xinmei_$role${generation:+_$generation}:$(cat "$folder/role-$role")@$postgres/xinmei"
done

chmod 0700 "$folder"
chmod 0644 "$folder"/*
