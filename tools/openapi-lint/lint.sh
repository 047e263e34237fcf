#!/usr/bin/env bash
# Starts the built service with the embedded profile, and holds its OpenAPI document against the rules of Redocly and Spectral. Warnings count.
#
#   tools/openapi-lint/lint.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
port=${PORT:-18431}
work=$(mktemp -d)
service=
trap 'if [[ -n $service ]]; then kill "$service" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
npm ci --prefix "$here" --no-audit --no-fund --ignore-scripts --silent

mkdir "$work/config"
cp "$root/config/settings.toml" "$work/config/"
(
  cd "$work"
  CCATOPS_ENV=embedded ASPNETCORE_ENVIRONMENT=Development exec dotnet "$root/src/Api/bin/Release/net10.0/CcatOps.Api.dll" --urls "http://127.0.0.1:$port"
) >"$work/log" 2>&1 &
service=$!
for _ in {1..120}; do
  if curl -sf "http://127.0.0.1:$port/openapi/v1.json" -o "$work/v1.json"; then break; fi
  sleep 0.5
done
[[ -s $work/v1.json ]] || { cat "$work/log" >&2; exit 1; }

"$here/node_modules/.bin/redocly" lint "$work/v1.json" --config "$here/redocly.yaml" --max-problems 1000
"$here/node_modules/.bin/spectral" lint "$work/v1.json" --ruleset "$here/.spectral.yaml" --fail-severity hint
