#!/usr/bin/env bash
# Makes the secrets of compose.yaml in compose/secrets, unless they are there. Keep a copy of probity.properties in a safe place:
# without its secret key nothing that is stored encrypted can be read again, from a back-up neither.
set -euo pipefail
cd "$(dirname "$0")"
if [ -e secrets ]; then
  echo "$PWD/secrets is there already; nothing was made." >&2
  exit 0
fi
# Containers read the files under users of their own, so they are open; the directory is not.
mkdir -m 0700 secrets
umask 0022
password=$(openssl rand -hex 24)
printf '%s' "$password" >secrets/postgres.password
printf '%s' "$(openssl rand -hex 12)" >secrets/grafana.password
cat >secrets/probity.properties <<PROPERTIES
quarkus.datasource.password=$password
probity.secret-key=$(openssl rand -base64 32)
probity.admin-key=$(openssl rand -hex 24)
PROPERTIES
# Prometheus' key; scrape-key.sh puts one of the role viewer into it once Probity runs.
: >secrets/probity.key
