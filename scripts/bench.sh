#!/usr/bin/env bash
# Measures uvchat beside the floor and Debian's servers, and writes docs/benchmarks.md.
#   scripts/bench.sh                     everything; about an hour
#   scripts/bench.sh --quick             three minutes; writes its page beside its results
#   scripts/bench.sh --servers uvchat,redis --workloads W2 --rounds 7    and more: --help
#   --skip-install   fetches no peers: those that are not there do not start
#   --skip-build     takes build/release as it is
# The machine should have nothing else to do.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
install=true
build=true
quick=false
arguments=()
for argument in "$@"; do
  case "$argument" in
    --skip-install) install=false ;;
    --skip-build) build=false ;;
    --help | -h)
      sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
      build=false install=false
      arguments+=(--help)
      ;;
    *)
      if [ "$argument" = --quick ]; then quick=true; fi
      arguments+=("$argument")
      ;;
  esac
done

build_programs() (
  cd "$root" && cmake --preset release &&
    cmake --build --preset release --target uvchat-server loadgen floor ircd_hybrid_preload
)

mkdir -p "$root/build/bench"
if $build; then
  "$root/scripts/setup.sh"
  echo "bench.sh: building"
  if ! build_programs > "$root/build/bench/build.log" 2>&1; then
    tail -n 40 "$root/build/bench/build.log" >&2
    echo "bench.sh: the build failed; all of it is in build/bench/build.log" >&2
    exit 1
  fi
fi
# A quick look measures no peers, unless some are named.
if $install && ! { $quick && [[ " ${arguments[*]} " != *" --servers"* ]]; }; then
  "$root/loadtest/bench/fetch_peers.sh" "$root/build/bench/peers" ||
    echo "bench.sh: without the peers that could not be fetched" >&2
fi
exec python3 "$root/loadtest/bench/bench.py" "${arguments[@]}"
