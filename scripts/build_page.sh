#!/usr/bin/env bash
# Builds the browser client for the server's build, which runs this each time: where nothing has
# changed it does nothing. Without Node.js or the network there is no page; that is no error.
#   scripts/build_page.sh FOLDER   puts page.cpp and page.bin there
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$1
web=$root/web
node_min=18
mkdir -p "$out"

# put FILE NAME: only where it changes something, so that nothing is compiled again in vain.
put() {
  cmp -s "$1" "$out/$2" || cp "$1" "$out/$2"
}

go_without() {
  echo "page: $1; the server is built without its page"
  cat > "$out/page.cpp.new" << 'END'
// Made by scripts/build_page.sh: there is no page.

#include "server/page.h"

namespace uvchat::server {

std::span<const http::BuiltInFile> built_in_page() { return {}; }

}  // namespace uvchat::server
END
  put "$out/page.cpp.new" page.cpp
  rm "$out/page.cpp.new"
  : > "$out/page.bin"
  exit 0
}

sum_of() {
  LC_ALL=C sort -z | (cd "$web" && xargs -0 sha256sum) | sha256sum
}
all_sources() {
  (cd "$web" && find . \( -path ./node_modules -o -path ./dist -o -path ./packed -o -path ./tests \
    -o -name '*.log' -o -name .lock \) -prune -o -type f -print0)
}

# What was built of the same sources is good, whatever is there to build with.
sources=$(all_sources | sum_of)
built=$web/packed/sources
take() {
  [ "$(cat "$built" 2> /dev/null)" = "$sources" ] || return 1
  put "$web/packed/page.bin" page.bin
  put "$web/packed/page.cpp" page.cpp
}
if take; then
  exit 0
fi

command -v node > /dev/null || go_without "there is no Node.js"
command -v npm > /dev/null || go_without "there is no npm"
version=$(node -p 'process.versions.node.split(".")[0]')
[ "$version" -ge "$node_min" ] || go_without "Node.js is $version, and $node_min is the least"
[ -w "$web" ] || go_without "$web cannot be written to"

# Builds with other presets may run at the same time, and share web/.
if command -v flock > /dev/null; then
  exec 9> "$web/.lock"
  flock 9
  if take; then
    exit 0
  fi
fi

# Packages are installed where the lock file has changed; those of the tests only where they are
# already (scripts/test.sh).
installed=$web/node_modules/.installed
if ! cmp -s "$web/package-lock.json" "$installed"; then
  omit=(--omit=dev)
  [ ! -e "$web/node_modules/.bin/vitest" ] || omit=()
  (cd "$web" && npm ci "${omit[@]}" --prefer-offline --fetch-retries=1 > npm.log 2>&1) ||
    go_without "its packages could not be fetched (web/npm.log)"
  cp "$web/package-lock.json" "$installed"
fi

(cd "$web" && node_modules/.bin/vite build > vite.log 2>&1 && node embed.mjs) || {
  cat "$web/vite.log" >&2
  echo "build_page.sh: the page cannot be built" >&2
  exit 1
}
echo "$sources" > "$built"
take
