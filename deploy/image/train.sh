#!/usr/bin/env bash
# train.sh CACHE: runs the Probity that lies beside this script on its embedded database, uses it a little, stops it, and leaves the
# JVM's ahead-of-time cache in the file CACHE. The JVM, the flags (jvm.options) and the jars must be those it will run with.
set -euo pipefail
home=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d)
export PROBITY_DATA_DIR=$data QUARKUS_HTTP_HOST=127.0.0.1 PROBITY_ADMIN_KEY=only-for-the-training-run

java "@$home/jvm.options" -XX:AOTCacheOutput="$1" -jar "$home/quarkus-run.jar" &
probity=$!
for _ in $(seq 240); do
  "$home/get.sh" /q/health/ready 2>/dev/null && break
  kill -0 "$probity"
  sleep 0.5
done
for path in /api/v1/endpoints /api/v1/channels /api/v1/incidents /api/v1/summary /api/v1/keys /q/metrics /metrics/endpoints /openapi; do
  "$home/get.sh" "$path" "$PROBITY_ADMIN_KEY"
done
kill "$probity"
wait "$probity" || true # 143: ended by SIGTERM, as it should be
rm -rf "$data"
test -s "$1"
