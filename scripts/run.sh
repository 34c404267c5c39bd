#!/usr/bin/env bash
# Builds uvchat and starts the server.
#   scripts/run.sh                 on its built-in configuration, for this machine only
#   scripts/run.sh --config FILE   or any other arguments of uvchat-server
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
log="$root/build/run.log"

# The server itself starts where the caller is: a relative --config FILE is the caller's.
build() (
  cd "$root" &&
    cmake --preset release &&
    cmake --build --preset release --target uvchat-server uvchat-cli loadgen
)

"$root/scripts/setup.sh" --run-only
mkdir -p "$root/build"
echo "run.sh: building (the first time takes a few minutes)"
if ! build > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "run.sh: the build failed; all of it is in $log" >&2
  exit 1
fi

if [ $# -eq 0 ]; then
  cat << 'END'
run.sh: starting build/release/uvchat-server; Ctrl-C ends it. Ways to talk:
  an IRC client            127.0.0.1 port 6667
  the terminal client      build/release/uvchat-cli --plain --nick NAME --room '#lobby' 127.0.0.1
  the classroom's client   127.0.0.1 port 8000; it talks in #lobby
END
fi
exec "$root/build/release/uvchat-server" "$@"
