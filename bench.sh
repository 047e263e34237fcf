#!/usr/bin/env bash
# Installs what the benchmarks need, builds, and runs them on servers of their own. docs/explanation/performance.md tells what they measure.
#
#   ./bench.sh                    everything, five times: two and a half hours, on a machine that does nothing else
#   ./bench.sh drain catch-up     some of it; ./bench.sh --list tells the names, --help the options
#   ./bench.sh --smoke            everything in small, to see that it works
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source .ci/install.sh

install_missing postgresql redis-server wrk
dotnet build bench/Bench.csproj -c Release --nologo -v quiet >&2
exec dotnet bench/bin/Release/net10.0/CcatOps.Bench.dll "$@"
