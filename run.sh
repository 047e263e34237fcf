#!/usr/bin/env bash
# Builds the service and runs it in this terminal; all arguments go to the service. Where nothing is set, in the environment or
# in .env, it is the embedded profile that runs: a secondary site in two files under data/, without any server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in
  two-site)
    shift
    tool=tools/TwoSite/bin/Release/net10.0/CcatOps.TwoSite.dll
    # Only for a start: the other commands must not replace files under the stage that runs.
    if [[ ! -e $tool || ${1:-} == '' || ${1:-} == -* ]]; then
      dotnet build tools/TwoSite -c Release --nologo -v quiet >&2
    fi
    exec dotnet "$tool" "$@"
    ;;
esac

names='CCATOPS_ENV|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT|SITE_.*|MAIN_.*|LOCAL_DB_.*|REDIS_.*|BUFFER_.*|TRANSACTION_.*|LSN_.*'
names+='|CRITICAL_OPERATIONS_BUFFER|BACKGROUND_PROCESSING_INTERVAL|SECRET_KEY|METRICS_ACCESS|GITHUB_(CLIENT|ORG|TEAM).*|FRONTEND_URL|BACKEND_URL'
if [[ ! -e .env ]] && ! compgen -e | grep -Eqx "$names"; then
  export CCATOPS_ENV=embedded ASPNETCORE_ENVIRONMENT=Development
fi

# What the build says goes to standard error: standard output belongs to the service.
dotnet build src/Api -c Release --nologo -v quiet >&2

# exec, so that signals reach the service itself.
exec dotnet src/Api/bin/Release/net10.0/CcatOps.Api.dll "$@"
