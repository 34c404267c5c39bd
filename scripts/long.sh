#!/usr/bin/env bash
# What takes longer than CI may; run by hand, it prints its figures.
#   scripts/long.sh fuzz TARGET SECONDS        one fuzz target, optimised, under sanitizers
#   scripts/long.sh simulation SEEDS [FIRST]   so many seeds of the simulation, each twice
#   scripts/long.sh kill sqlite|postgres TIMES strict|relaxed   the server killed so often while people talk
#   scripts/long.sh stop sqlite|postgres strict|relaxed         the database away for 30 s while people talk
#   scripts/long.sh power SEEDS                the power of so many databases cut again and again
#   scripts/long.sh sync                       what strace sees of one line: synced before it is sent
#   scripts/long.sh history strict|W1|W2|W3s [ROUNDS]   what a history costs, beside none
#   scripts/long.sh alone                      each source of src and tools by itself: a missing include shows
#   scripts/long.sh web [NAME...]              what the page must hold, in a browser: 45 minutes in all
# What a fuzz target finds stays below build/long/found/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '2,12s/^# //p' "$0" >&2
  exit 2
}

# The asan preset compiles without optimisation, which is quick to build and slow to run.
long_fuzz() {
  local target=$1 seconds=$2
  local found=build/long/found/$target
  local corpora=("$found/corpus")
  mkdir -p "$found/corpus"
  cmake --preset asan -B build/long "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -gline-tables-only" > /dev/null
  cmake --build build/long --target "fuzz_$target"
  if [ -d "tests/fuzz/corpus/$target" ]; then corpora+=("tests/fuzz/corpus/$target"); fi
  "build/long/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=60 \
    -artifact_prefix="$found/" -print_final_stats=1 "${corpora[@]}" 2>&1 |
    grep -vE '^#[0-9]+.*(NEW|REDUCE|RELOAD)|NEW_FUNC'
}

long_simulation() {
  cmake --preset dev > /dev/null
  cmake --build --preset dev --target long_run
  build/dev/tests/simulation/long_run "$@"
}

power_cuts() {
  cmake --preset release > /dev/null
  cmake --build --preset release --target store_test
  UVCHAT_POWER_CUT_SEEDS=$1 build/release/tests/store/store_test --gtest_filter='PowerCut.*'
}

# SCRIPT ARGUMENTS...: a script that takes a server's program first.
on_server() {
  cmake --preset dev > /dev/null
  cmake --build --preset dev --target uvchat-server
  "scripts/$1" build/dev/uvchat-server "${@:2}"
}

# Nothing else may run on the machine meanwhile.
history_figures() {
  cmake --preset release > /dev/null
  cmake --build --preset release --target uvchat-server loadgen
  scripts/history_figures.py build/release/uvchat-server build/release/loadgen "$@"
}

# The page is measured as the server has it in its program.
web_figures() {
  cmake --preset release > /dev/null
  cmake --build --preset release --target uvchat-server uvchat-cli
  cd web
  [ -x node_modules/.bin/vite-node ] || npm ci
  UVCHAT_BIN=../build/release npm run figures -- "$@"
}

each_alone() {
  cmake --preset lint > /dev/null
  scripts/compile_each.py build/lint src tools
}

case "${1-} $#" in
  "web "*) web_figures "${@:2}" ;;
  "fuzz 3") long_fuzz "$2" "$3" ;;
  "simulation 2" | "simulation 3") long_simulation "${@:2}" ;;
  "kill 4") on_server kill_server.py "$2" "$3" "$4" ;;
  "power 2") power_cuts "$2" ;;
  "history 2" | "history 3") history_figures "${@:2}" ;;
  "alone 1") each_alone ;;
  "sync 1") on_server sync_before_write.py ;;
  "stop 3") on_server stop_store.py "$2" "$3" ;;
  *) usage ;;
esac
