#!/usr/bin/env bash
# Installs what the tests need, builds, checks the format and runs all tests: about 45 minutes on two cores.
#
#   ./test.sh                       everything
#   ./test.sh --quick               what needs no server: units, architecture, contracts on SQLite; three minutes after the build
#   ./test.sh DelayLine Redis       tests whose full name contains one of the words
#   ./test.sh 'Category=Fault'      a filter expression of dotnet test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source .ci/install.sh

export RESULTS=$PWD/TestResults
# Namespaces of functional tests that mostly wait: they run beside the others.
outages=(.Outages. .FailOver. .Journal. .Embedded. .Processes.)

filter_of() {
  local filter='' word
  for word; do
    [[ $word == *[=~]* ]] || word="FullyQualifiedName~$word"
    filter+="${filter:+|}($word)"
  done
  printf '%s' "$filter"
}

filter_without() {
  local filter='' word
  for word; do filter+="${filter:+&}(FullyQualifiedName!~$word)"; done
  printf '%s' "$filter"
}

# run_part "NAME" or "NAME FILTER": runs a project's tests, or a check, and prints its output when it has ended, in one piece.
run_part() {
  local name filter log started=$SECONDS
  read -r name filter <<<"$1"
  log=$(mktemp "$RESULTS/$name.XXXXXX.log")
  echo "Begins: $1"
  case $name in
    format) dotnet format CcatOps.sln --verify-no-changes --no-restore ;;
    # The OpenAPI document, held against the rules of others.
    openapi-lint) tools/openapi-lint/lint.sh ;;
    # Clients that others generate from it.
    openapi-clients) tools/openapi-clients/check.sh ;;
    *) dotnet test "tests/$name" -c Release --no-build --nologo --results-directory "$RESULTS" --logger "trx;LogFileName=$(basename "$log" .log).trx" \
      --blame-hang-timeout 20m --blame-hang-dump-type none ${filter:+--filter "$filter"} ;;
  esac &>"$log" </dev/null || echo "$1" >>"$RESULTS/broken"
  cat "$log"
  echo "Ended after $((SECONDS - started)) s: $1"
}
export -f run_part

# Prints the sums of an attribute of the <Counters> of all results. What is neither passed nor failed was skipped: the file's own
# "notExecuted" stays 0.
sum_of() {
  grep -ho '<Counters [^>]*>' "$RESULTS"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

# Prints each test that failed with the first lines of its message, so that the end of a long output says what to look for.
print_failed() {
  cat "$RESULTS"/*.trx 2>/dev/null | awk '
    /<UnitTestResult / { failed = /outcome="Failed"/; match($0, / testName="[^"]*"/); name = substr($0, RSTART + 11, RLENGTH - 12) }
    failed && /<Message>/ { lines = 6; sub(/.*<Message>/, ""); printf "Failed: %s: ", name }
    lines > 0 { last = /<\/Message>/; sub(/<\/Message>.*/, ""); print substr($0, 1, 400); lines = last ? 0 : lines - 1 }'
}

parts=()
if [[ ${1:-} == --quick ]]; then
  export WITHOUT_SERVERS=1
  parts=(Application.UnitTests 'Domain.UnitTests FullyQualifiedName!~ErfaTests' Architecture.Tests Infrastructure.UnitTests Simulation)
  parts+=('Infrastructure.IntegrationTests FullyQualifiedName~SqliteStorage')
else
  install_missing postgresql redis-server sqlite3 curl wrk faketime gcc libc6-dev chromium nodejs npm prometheus nginx systemd \
    python3 mypy g++ clang libcurl4-openssl-dev python3-erfa
  filter=$(filter_of "$@")
  # The longest come first. Faults keeps both cores busy and measures how soon a site recovers, so it runs alone, after all others.
  projects=(Api.FunctionalTests Infrastructure.IntegrationTests Deployment.Tests)
  for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    [[ " TestBed Faults ${projects[*]} " == *" $name "* ]] || projects+=("$name")
  done
  for name in "${projects[@]}"; do
    case $filter$name in
      Api.FunctionalTests) parts+=("$name $(filter_of "${outages[@]}")" "$name $(filter_without "${outages[@]}")") ;;
      *) parts+=("$name $filter") ;;
    esac
  done
  [[ -n $filter ]] || parts+=(format openapi-lint openapi-clients)
fi

rm -rf "$RESULTS"
mkdir "$RESULTS"
echo 'Building: about five minutes.'
dotnet build CcatOps.sln -c Release --nologo -v quiet -warnaserror
if [[ ${1:-} != --quick ]]; then
  # What is tested is compiled as it is shipped; and starts faster.
  dotnet publish src/Cli -c Release --use-current-runtime --self-contained false -p:RunAnalyzers=false -o src/Cli/bin/Published --nologo -v quiet
  export SERVICE_PROGRAM=$PWD/src/Cli/bin/Published/CcatOps.Api.dll
fi

# Two at once, for two cores.
printf '%s\n' "${parts[@]}" | xargs -d '\n' -P 2 -I{} bash -c 'run_part "$1"' _ {}
[[ ${1:-} == --quick ]] || run_part "Faults $filter"

total=$(sum_of total || true)
passed=$(sum_of passed || true)
failed=$(($(sum_of failed || true) + $(sum_of error || true) + $(sum_of timeout || true) + $(sum_of aborted || true)))
skipped=$((total - passed - failed))
[[ ! -e $RESULTS/broken ]] || { echo 'Not passed:' && cat "$RESULTS/broken"; }
print_failed
((total > 0)) || echo "No test ran." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[[ ! -e $RESULTS/broken ]] && ((total > 0 && failed == 0 && skipped == 0))
