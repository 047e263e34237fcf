#!/usr/bin/env bash
# The whole fault bench: every pair of faults, every byte offset, silence for minutes, and at least 300,000 accepted writes over all faults.
#
#   tests/Faults/run-full.sh              results in TestResults/faults.md and faults.json, from nothing
#   FAULTS_SEED=7 FAULTS_WRITES=20000 tests/Faults/run-full.sh
#   FAULTS_OFFSETS=40 FAULTS_SOAK=70000 tests/Faults/run-full.sh      so many bytes to cut at, so many writes under a row of faults
#   FAULTS_PAIR_WRITES=1000 tests/Faults/run-full.sh FullyQualifiedName~PairTests      the pairs alone, so many writes under each
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export FAULTS_COMPLETE=1 FAULTS_WRITES=${FAULTS_WRITES:-6000} FAULTS_SEED=${FAULTS_SEED:-1} FAULTS_SOAK=${FAULTS_SOAK:-200000}
rm -f TestResults/faults.md TestResults/faults.json

dotnet build tests/Faults -c Release --nologo -v quiet
dotnet test tests/Faults -c Release --no-build --nologo --filter "${1:-Category=Fault}" || failed=1
cat TestResults/faults.md
exit "${failed:-0}"
