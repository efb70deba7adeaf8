#!/usr/bin/env bash
# get.sh PATH [KEY]: GET from Probity on this machine, without curl; ends with 0 if the status is 200.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${QUARKUS_HTTP_PORT:-8080}"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n' "$1" "${2:-}" >&3
read -r -t 4 _ status _ <&3
cat <&3 >/dev/null
[ "$status" = 200 ]
