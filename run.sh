#!/usr/bin/env bash
# Builds the service and runs it in this terminal; all arguments go to the service.
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

# What the build says goes to standard error: standard output belongs to the service.
dotnet build src/Api -c Release --nologo -v quiet >&2

# exec, so that signals reach the service itself.
exec dotnet src/Api/bin/Release/net10.0/CcatOps.Api.dll "$@"
