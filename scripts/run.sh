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
    cmake --build --preset release --target uvchat-server uvchat-cli loadgen man
)

"$root/scripts/setup.sh" --run-only
mkdir -p "$root/build"
if [ ! -e "$root/build/release/uvchat-server" ]; then
  echo "run.sh: building, which takes five minutes or more; to watch it: tail -f $log"
fi
if ! build > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "run.sh: the build failed; all of it is in $log" >&2
  exit 1
fi
grep '^page: .* without its page' "$log" || true

# As the caller would write it, from where they are.
programs=$(realpath --relative-to="$PWD" "$root/build/release")
if [ $# -eq 0 ]; then
  cat << END
run.sh: the server starts now; Ctrl-C ends it. To talk, open in a browser

    http://127.0.0.1:8080

or type in another terminal here

    $programs/uvchat-cli NAME@127.0.0.1

Other ways: an IRC client, to 127.0.0.1 port 6667; the classroom's client, to 127.0.0.1 port 8000.

END
fi
exec "$root/build/release/uvchat-server" "$@"
