#!/usr/bin/env bash
# train.sh CACHE [PROGRAM]: runs the Probity in the directory PROGRAM (or beside this script) on its embedded database, lets it probe
# itself and be read for a while, stops it, and leaves the JVM's ahead-of-time cache (classes, and how they were used) in the file
# CACHE. The JVM, the flags (jvm.options) and the jars must be those it will run with. PROBITY_TRAIN_SECONDS says how long it probes.
set -euo pipefail
home=$(cd "$(dirname "$0")" && pwd)
program=${2:-$home}
data=$(mktemp -d)
probity=
end() {
  if [ -n "$probity" ]; then
    kill "$probity" 2>/dev/null || true
    wait "$probity" || true # 143: ended by SIGTERM, as it should be
  fi
  rm -rf "$data"
}
trap end EXIT
command -v keytool >/dev/null || { echo 'train.sh needs the keytool of a JDK or JRE' >&2; exit 1; }
http=${QUARKUS_HTTP_PORT:-8080}
https=$((http + 363))
export PROBITY_DATA_DIR=$data QUARKUS_HTTP_HOST=127.0.0.1 PROBITY_ADMIN_KEY=only-for-the-training-run
export PROBITY_LIMITS_ANONYMOUS_REQUESTS_PER_MINUTE=0 PROBITY_EGRESS_ALLOW=127.0.0.1/32

# A target that is there wherever this runs: its own API, over TLS.
store=(-keystore "$data/tls.p12" -storetype PKCS12 -storepass training -alias server)
keytool -genkeypair "${store[@]}" -keyalg EC -groupname secp256r1 -validity 30 -dname CN=127.0.0.1 -ext san=ip:127.0.0.1
keytool -exportcert "${store[@]}" -rfc -file "$data/tls.pem"
export QUARKUS_TLS_KEY_STORE_P12_PATH=$data/tls.p12 QUARKUS_TLS_KEY_STORE_P12_PASSWORD=training QUARKUS_HTTP_SSL_PORT=$https
export PROBITY_TLS_EXTRA_CA=$data/tls.pem

mkdir "$data/config"
export PROBITY_CONFIG_DIR=$data/config
endpoint() { echo "  - {key: $1, url: '$2', interval: 1s${3:+, $3}}"; }
{
  echo 'endpoints:'
  for i in $(seq 40); do
    endpoint "pooled-$i" "https://127.0.0.1:$https/q/health/live?$i" 'assertions: [{source: json, path: $.status, equals: UP}, {source: header, name: content-type, contains: json}]'
  done
  for i in $(seq 10); do endpoint "fresh-$i" "https://127.0.0.1:$https/q/health/live?$i" 'connection: fresh'; done
  endpoint missing "http://127.0.0.1:$http/q/health/nothing"
  endpoint refused http://127.0.0.1:1/
  endpoint nameless https://training.invalid/
} >"$data/config/endpoints.yaml"

java "@$home/jvm.options" -XX:AOTCacheOutput="$1" -jar "$program/quarkus-run.jar" &
probity=$!
get() { "$home/get.sh" "$1" "$PROBITY_ADMIN_KEY"; }
for _ in $(seq 240); do
  get /q/health/ready 2>/dev/null && break
  kill -0 "$probity"
  sleep 0.5
done
for _ in $(seq "${PROBITY_TRAIN_SECONDS:-40}"); do
  for path in endpoints channels incidents summary keys; do get "/api/v1/$path" || true; done
  for path in /q/metrics /metrics/endpoints /openapi / /incidents; do get "$path" || true; done
  sleep 1
done
end
probity=
test -s "$1"
