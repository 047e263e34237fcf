#!/usr/bin/env bash
# Installs what the tests need, builds, checks the format and runs all tests.
#
#   ./test.sh                       everything
#   ./test.sh DelayLine Redis       tests whose full name contains one of the words
#   ./test.sh 'Category=Fault'      a filter expression of dotnet test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source .ci/install.sh

results=$PWD/TestResults

filter_of() {
  local filter='' word
  for word; do
    [[ $word == *[=~]* ]] || word="FullyQualifiedName~$word"
    filter+="${filter:+|}($word)"
  done
  printf '%s' "$filter"
}

# Prints the sums of an attribute of the <Counters> of all results. What is neither passed nor failed was skipped: the file's own
# "notExecuted" stays 0.
sum_of() {
  grep -ho '<Counters [^>]*>' "$results"/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

# Prints each test that failed with the first line of its message, so that the end of a long output says what to look for.
print_failed() {
  cat "$results"/*.trx 2>/dev/null | awk '
    /<UnitTestResult / { failed = /outcome="Failed"/; match($0, / testName="[^"]*"/); name = substr($0, RSTART + 11, RLENGTH - 12) }
    failed && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print "Failed: " name ": " substr($0, 1, 400) }'
}

install_missing postgresql redis-server sqlite3 curl wrk faketime gcc libc6-dev chromium nodejs npm
rm -rf "$results"

dotnet build CcatOps.sln -c Release --nologo -v quiet -warnaserror
dotnet format CcatOps.sln --verify-no-changes --no-restore

filter=$(filter_of "$@")
broken=()
# One after the other: several start servers, and timings should not disturb each other.
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  [[ $name == TestBed ]] && continue
  dotnet test "$project" -c Release --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    ${filter:+--filter "$filter"} || broken+=("$name")
done

# The OpenAPI document, held against the rules of others.
[[ -n $filter ]] || tools/openapi-lint/lint.sh || broken+=(openapi-lint)

total=$(sum_of total || true)
passed=$(sum_of passed || true)
failed=$(($(sum_of failed || true) + $(sum_of error || true) + $(sum_of timeout || true) + $(sum_of aborted || true)))
skipped=$((total - passed - failed))
((${#broken[@]} == 0)) || echo "Not passed: ${broken[*]}"
print_failed
((total > 0)) || echo "No test ran." >&2
echo "$passed passed, $failed failed, $skipped skipped"
((${#broken[@]} == 0 && total > 0 && failed == 0 && skipped == 0))
