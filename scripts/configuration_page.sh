#!/usr/bin/env bash
# Writes the table of keys in docs/configuration.md as the server's rows (src/server/config_table.cpp) give it.
# What stands around the table is written by hand, and stays.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
  echo "usage: scripts/configuration_page.sh" >&2
  exit 2
fi
cmake --preset dev > /dev/null
cmake --build --preset dev --target uvchat-server > /dev/null

page=docs/configuration.md
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
{
  sed '/^<!-- keys: /q' "$page"
  build/dev/uvchat-server --print-keys
  sed -n '/^<!-- end of the keys/,$p' "$page"
} > "$fresh"
cat "$fresh" > "$page"
