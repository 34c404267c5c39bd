#!/usr/bin/env bash
# Tests everything, and ends at the first failure.
#   scripts/test.sh           rules, format, all tests, release build, sanitizers, fuzzing
#   scripts/test.sh --quick   rules, format, all tests
# FUZZ_SECONDS (default 10) is the time of each fuzz target.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=false
case "${1-}" in
  "") ;;
  --quick) quick=true ;;
  *)
    echo "usage: scripts/test.sh [--quick]" >&2
    exit 2
    ;;
esac

export FUZZ_SECONDS="${FUZZ_SECONDS:-10}"
jobs=$(nproc)
logs=build/logs
mkdir -p "$logs"

# step NAME COMMAND...: a headline, the lines that give the result, and the time it took.
step() {
  local name=$1 begin=$SECONDS log
  log="$logs/${1// /-}.log"
  shift
  echo "=== $name"
  if ! "$@" > "$log" 2>&1; then
    tail -n 100 "$log"
    echo "test.sh: FAILED: $name (all of it is in $log)"
    exit 1
  fi
  grep -E '^100% tests passed|, no finding$|^Ran [0-9]+ tests|^fuzz_' "$log" || true
  echo "    $((SECONDS - begin)) s"
}

# configure_and_build PRESET TARGET...
configure_and_build() {
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build --preset "$preset" --target "$@"
}

# fuzz PROGRAM: from the kept corpus; what it finds stays below build/fuzz.
fuzz() {
  local name=${1##*/fuzz_}
  local work=build/fuzz/$name
  local corpora=("$work/corpus")
  mkdir -p "$work/corpus" "$work/artefacts"
  if [ -d "tests/fuzz/corpus/$name" ]; then
    corpora+=("tests/fuzz/corpus/$name")
  fi
  if ! "$1" -max_total_time="$FUZZ_SECONDS" -timeout=10 -artifact_prefix="$work/artefacts/" \
    "${corpora[@]}" > "$work/log" 2>&1; then
    tail -n 60 "$work/log"
    echo "fuzz_$name found something: $work"
    return 1
  fi
  echo "fuzz_$name: $(grep '^Done' "$work/log")"
}
export -f fuzz

fuzz_all() {
  find build/asan/tests/fuzz -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x -print0 | sort -z |
    xargs -0 -r -n 1 -P "$jobs" bash -c 'fuzz "$1"' fuzz
}

sanitized_rooms=(base irc cipher hub net client credentials server loadtest simulation e2e)
threaded_rooms=(base net credentials server e2e)

# build_rooms PRESET ROOM...
build_rooms() {
  local preset=$1
  shift
  local targets=("${@/#/tests/}")
  configure_and_build "$preset" "${targets[@]/%//all}"
}

# test_rooms PRESET ROOM...
test_rooms() {
  local preset=$1 room
  shift
  for room in "$@"; do
    ctest --test-dir "build/$preset/tests/$room" -j2 --no-tests=error --output-on-failure ||
      return 1
  done
}

step "setup" scripts/setup.sh
step "rules" python3 scripts/check_rules.py
step "rules of the rules" python3 scripts/check_rules_test.py
step "format" scripts/format.sh --check
step "dev build" configure_and_build dev all
step "dev tests" ctest --preset dev -j2 --no-tests=error
if $quick; then
  echo "test.sh: all passed (quick), $SECONDS s"
  exit 0
fi
# The programs alone: their tests have run in dev.
step "release build" configure_and_build release src/all tools/all loadtest/all
step "asan build" build_rooms asan "${sanitized_rooms[@]}" fuzz
step "asan tests" test_rooms asan "${sanitized_rooms[@]}"
step "fuzzing" fuzz_all
step "tsan build" build_rooms tsan "${threaded_rooms[@]}"
step "tsan tests" test_rooms tsan "${threaded_rooms[@]}"
echo "test.sh: all passed, $SECONDS s"
