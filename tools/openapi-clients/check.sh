#!/usr/bin/env bash
# Starts the built service with the embedded profile, and makes the same 44 calls with clients that others made: through the validating
# proxy Prism, and with what openapi-typescript, Kiota and NSwag generate from the OpenAPI document.
#
#   tools/openapi-clients/check.sh                 all of them
#   tools/openapi-clients/check.sh prism nswag     some of prism, typescript, kiota and nswag
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$(realpath "${SERVICE_PROGRAM:-$root/src/Api/bin/Release/net10.0/CcatOps.Api.dll}")
port=${PORT:-18441}
service=http://127.0.0.1:$port
proxy=http://127.0.0.1:$((port + 1))
work=$(mktemp -d)
processes=()
trap 'if ((${#processes[@]})); then kill "${processes[@]}" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 KIOTA_OFFLINE_ENABLED=true
cd "$here"

# wait_for URL FILE LOG: keeps the answer in FILE, or prints LOG and ends.
wait_for() {
  for _ in {1..120}; do
    if curl -s "$1" -o "$2"; then return; fi
    sleep 0.5
  done
  cat "$3" >&2
  exit 1
}

start_service() {
  mkdir "$work/config"
  cp "$root/config/settings.toml" "$work/config/"
  (cd "$work" && CCATOPS_ENV=embedded ASPNETCORE_ENVIRONMENT=Development exec dotnet "$program" --urls "$service") &>"$work/service.log" &
  processes+=($!)
  wait_for "$service/openapi/v1.json" "$work/v1.json" "$work/service.log"
  token=$(grep -om1 'ops_api_token_[A-Za-z0-9_-]*' "$work/service.log" | head -1)
}

check_prism() {
  node_modules/.bin/prism proxy "$work/v1.json" "$service" --errors --port $((port + 1)) &>"$work/prism.log" &
  processes+=($!)
  wait_for "$proxy/health/live" "$work/live.json" "$work/prism.log"
  node prism/session.mjs "$proxy" "$token"
}

check_typescript() {
  node_modules/.bin/openapi-typescript "$work/v1.json" --output generated/schema.d.ts >/dev/null
  node_modules/.bin/tsc --project typescript
  node generated/typescript/night.js "$service" "$token"
}

check_kiota() {
  dotnet kiota generate --language CSharp --openapi "$work/v1.json" --output generated/kiota --clean-output --exclude-backward-compatible \
    --class-name CcatOpsClient --namespace-name CcatOps.Client --log-level Error --disable-validation-rules NoServerEntry \
    --serializer Microsoft.Kiota.Serialization.Json.JsonSerializationWriterFactory \
    --deserializer Microsoft.Kiota.Serialization.Json.JsonParseNodeFactory >/dev/null
  run_project kiota/Kiota
}

check_nswag() {
  dotnet nswag openapi2csclient "/input:$work/v1.json" /output:generated/nswag/CcatOpsClient.cs \
    /className:CcatOpsClient /namespace:CcatOps.Client /operationGenerationMode:SingleClientFromOperationId /useBaseUrl:false \
    /jsonLibrary:SystemTextJson /jsonLibraryVersion:10.0 /generateNullableReferenceTypes:true /generateOptionalPropertiesAsNullable:true \
    /generateDataAnnotations:false /generateOptionalParameters:true /parameterDateTimeFormat:O /wrapResponses:true /responseClass:Answer >/dev/null
  run_project nswag/NSwag
}

# run_project PATH: builds the project at PATH.csproj and runs its program.
run_project() {
  dotnet build "$1.csproj" -c Release --nologo -v quiet -clp:ErrorsOnly >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
  dotnet "${1%/*}/bin/Release/net10.0/${1#*/}.dll" "$service" "$token"
}

npm ci --no-audit --no-fund --ignore-scripts --silent
dotnet tool restore >/dev/null
start_service
(($#)) || set -- prism typescript kiota nswag
for client; do
  printf '%s: ' "$client"
  "check_$client"
done
