#!/usr/bin/env bash
# Tests everything, and ends at the first failure.
#   scripts/test.sh           rules, format, the page, lint, release build, the page in a browser, all tests
#                             under sanitizers, fuzzing
#   scripts/test.sh --quick   rules, format, the page, all tests as the dev preset builds them, no sanitizers
# FUZZ_SECONDS_TOTAL (default 120) is how long the fuzzing lasts, however many targets there are.
# They share it by weight: the hub has most, then those that read what strangers send.
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

FUZZ_SECONDS_TOTAL="${FUZZ_SECONDS_TOTAL:-120}"
jobs=$(nproc)
# Checkouts of the project share what one of them has compiled.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true
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
  grep -E '^100% tests passed|, no finding$|^Ran [0-9]+ tests|^fuzz_|^[0-9]+ passed, ' "$log" || true
  echo "    $((SECONDS - begin)) s"
}

# configure_and_build PRESET TARGET...
configure_and_build() {
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build --preset "$preset" --target "$@"
}

# clang-tidy over src/, with the checks of .clang-tidy. What it spends on the headers it spends once for
# each unity source, which holds several of ours; that each compiles alone is seen by another step.
tidy() {
  cmake --preset tidy &&
    find "$PWD/build/tidy/src" -name 'unity_*.cxx' | sort |
    xargs -n 1 -P "$jobs" clang-tidy -p build/tidy --quiet 2>&1 | { grep -v 'warnings generated' || true; }
}

# Each source of src and tools by itself, so that a missing include shows: a third of them, the next
# third with the next commit. scripts/long.sh alone takes all.
each_alone() {
  cmake --preset lint &&
    scripts/compile_each.py --part "$(git rev-list --count HEAD)/3" build/lint src tools
}

# fuzz SECONDS PROGRAM: from the kept corpus; what it finds stays below build/fuzz.
fuzz() {
  local seconds=$1
  local program=$2
  local name=${program##*/fuzz_}
  local work=build/fuzz/$name
  local corpora=("$work/corpus")
  mkdir -p "$work/corpus" "$work/artefacts"
  if [ -d "tests/fuzz/corpus/$name" ]; then
    corpora+=("tests/fuzz/corpus/$name")
  fi
  if ! "$program" -max_total_time="$seconds" -timeout=120 -artifact_prefix="$work/artefacts/" \
    "${corpora[@]}" > "$work/log" 2>&1; then
    tail -n 60 "$work/log"
    echo "fuzz_$name found something: $work"
    return 1
  fi
  echo "fuzz_$name: $(grep '^Done' "$work/log")"
}
export -f fuzz

fuzz_weight() {
  case "${1##*/fuzz_}" in
    hub) echo 8 ;;
    chat | plaintext | line | inbound | classroom | config | http | websocket) echo 4 ;;
    *) echo 1 ;;
  esac
}

# The heaviest come first, so that the cores end together.
fuzz_all() {
  local programs program weight sum=0 seconds
  mapfile -t programs < <(find build/asan/tests/fuzz -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x)
  for program in "${programs[@]}"; do sum=$((sum + $(fuzz_weight "$program"))); done
  for program in "${programs[@]}"; do
    weight=$(fuzz_weight "$program")
    seconds=$((FUZZ_SECONDS_TOTAL * jobs * weight / sum))
    echo "$((seconds > 0 ? seconds : 1)) $program"
  done | sort -k1,1nr -k2 | xargs -r -n 2 -P "$jobs" bash -c 'fuzz "$1" "$2"' fuzz
}

# Those that take longest come first.
all_modules=(e2e simulation net loadtest hub cipher client server irc base credentials store files picture tls http)
threaded_modules=(e2e net server base credentials store)

# build_modules PRESET MODULE...
build_modules() {
  local preset=$1
  shift
  local targets=("${@/#/tests/}")
  configure_and_build "$preset" "${targets[@]/%//all}"
}

# test_module DIRECTORY: what it has to say, in one piece; 255 ends xargs.
test_module() {
  local said status=0
  said=$(ctest --test-dir "$1" --no-tests=error --output-on-failure 2>&1) || status=255
  echo "$said"
  return $status
}
export -f test_module

# test_modules PRESET MODULE...: as many modules at once as there are cores.
test_modules() {
  local preset=$1
  shift
  printf '%s\n' "${@/#/build/$preset/tests/}" |
    xargs -n 1 -P "$jobs" bash -c 'test_module "$1"' test_module
}

# The page by itself: types, units, and that it builds. Its packages are installed with those of the
# tests where that has not been done, or where the lock file has changed.
web_packages() {
  if [ ! -e web/node_modules/.bin/vitest ] ||
    ! cmp -s web/package-lock.json web/node_modules/.installed; then
    (cd web && npm ci) && cp web/package-lock.json web/node_modules/.installed
  fi
}
web() {
  web_packages && (cd web && npm run check && npm test && npm run build)
}

# People in browsers: the page of a built server, and Chromium.
browser() {
  web_packages && configure_and_build "$1" uvchat-server uvchat-cli &&
    (cd web && UVCHAT_BIN=../build/$1 npm run browser)
}

step "setup" scripts/setup.sh
step "rules" python3 scripts/check_rules.py
step "rules of the rules" python3 -m unittest discover -s scripts -p "*_test.py"
step "report of the benchmark" python3 -m unittest discover -s loadtest/bench -p "*_test.py"
step "format" scripts/format.sh --check
step "web" web
if $quick; then
  step "dev build" configure_and_build dev all
  step "dev tests" ctest --preset dev -j2 --no-tests=error
  step "browser" browser dev
  echo "test.sh: all passed (quick), $SECONDS s"
  exit 0
fi
step "tidy" tidy
step "each source alone" each_alone
step "release build" configure_and_build release src/all tools/all loadtest/all
step "browser" browser release
step "asan build" build_modules asan "${all_modules[@]}" fuzz
step "asan tests" test_modules asan "${all_modules[@]}"
step "fuzzing" fuzz_all
step "tsan build" build_modules tsan "${threaded_modules[@]}"
step "tsan tests" test_modules tsan "${threaded_modules[@]}"
echo "test.sh: all passed, $SECONDS s"
