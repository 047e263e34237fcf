#!/usr/bin/env bash
# Builds ccatops and runs it in this terminal; all arguments go to it, and without any it serves. Where nothing is set, in the environment or
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

# The settings, and what chooses the environment; a test compares them with the table of settings.
names='CCATOPS_ENV|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT|SITE_(NAME|TYPE)|CRITICAL_OPERATIONS_BUFFER'
names+='|(MAIN|LOCAL)_DB_(TYPE|HOST|PORT|USER|PASSWORD|PASSWORD_FILE|NAME|SSL_MODE|SSL_ROOT_CERT)'
names+='|REDIS_(HOST|PORT|DB|USER|PASSWORD|PASSWORD_FILE|TLS|TLS_ROOT_CERT|SENTINEL_SERVICE|SENTINEL_PASSWORD|SENTINEL_PASSWORD_FILE)'
names+='|BUFFER_(TYPE|PATH|DURABILITY|KEY|KEY_FILE)|TRANSACTION_(BUFFER_SIZE|BUFFER_BYTES|RETRY_ATTEMPTS|RETRY_DELAY)|BACKGROUND_PROCESSING_INTERVAL'
names+='|JOURNAL_(PATH|RETENTION_DAYS|TIMEOUT)|LSN_(TRACKING_ENABLED|CHECK_INTERVAL|TIMEOUT)|TOKEN_USE_RETENTION_DAYS|AUDIT_RETENTION_DAYS'
names+='|MAIN_API_URL|MAIN_SITE_NAME|METRICS_ACCESS|MEMBERSHIP_CHECK_INTERVAL|PERSON_TOKEN_MAX_DAYS|SECRET_KEY|SECRET_KEY_FILE|FRONTEND_URL|BACKEND_URL'
names+='|GITHUB_(CLIENT_ID|CLIENT_SECRET|CLIENT_SECRET_FILE|ORG_NAME|TEAM_ROLE_MAPPING|BASE_URL)'
names+='|RATE_LIMIT_(REQUESTS|SERVICE|FAILED_LOGINS)|TRUSTED_PROXIES|BASE_PATH|TLS_(CERTIFICATE_PATH|KEY_PATH|KEY_PASSWORD|KEY_PASSWORD_FILE)'
if [[ ! -e .env ]] && ! compgen -e | grep -Eqx "$names"; then
  export CCATOPS_ENV=embedded ASPNETCORE_ENVIRONMENT=Development
fi

program=src/Cli/bin/Release/net10.0/ccatops.dll
stamp=src/Cli/bin/Release/run.stamp
case ${1:-} in
  # These ask a service that runs: it is not built again under them as long as nothing has changed.
  status | watch | doctor | tx | failed | buffer | audit | completion | --help | -h | --version) lazy=1 ;;
  *) lazy= ;;
esac
if [[ -z $lazy || ! -e $program || ! -e $stamp || -n $(find src Directory.*.props -newer "$stamp" -not -path '*/obj/*' -not -path '*/bin/*' -type f -print -quit) ]]; then
  # What the build says goes to standard error: standard output belongs to the program.
  dotnet build src/Cli -c Release --nologo -v quiet >&2
  [[ ! -e $program ]] || touch "$stamp"
fi

# exec, so that signals reach the program itself.
exec dotnet "$program" "$@"
