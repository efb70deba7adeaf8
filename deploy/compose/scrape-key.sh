#!/usr/bin/env bash
# scrape-key.sh [URL]: makes an API key of the role viewer for Prometheus and puts it into compose/secrets/probity.key.
set -euo pipefail
cd "$(dirname "$0")"
admin=$(sed -n 's/^probity\.admin-key=//p' secrets/probity.properties)
answer=$(curl -sSf "${1:-http://localhost:8081}/api/v1/keys" -H "Authorization: Bearer $admin" \
  -H 'Content-Type: application/json' -d '{"name": "prometheus", "role": "viewer"}')
key=$(sed -n 's/.*"key":"\([^"]*\)".*/\1/p' <<<"$answer")
test -n "$key"
# Written in place: a file that is replaced would stay the old one in the container.
printf '%s' "$key" >secrets/probity.key
