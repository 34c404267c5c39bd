#!/usr/bin/env bash
# Formats all C++ files.
#   scripts/format.sh           in place
#   scripts/format.sh --check   only says which differ
set -euo pipefail
cd "$(dirname "$0")/.."

in_place() {
  clang-format -i "$1"
}

check() {
  if ! clang-format "$1" | cmp -s - "$1"; then
    echo "$1: not formatted (scripts/format.sh does it)"
    return 1
  fi
}
export -f in_place check

case "${1-}" in
  "") action=in_place ;;
  --check) action=check ;;
  *)
    echo "usage: scripts/format.sh [--check]" >&2
    exit 2
    ;;
esac

# What git tracks or would: not what it ignores, nor what is deleted and not yet committed.
git ls-files --cached --others --exclude-standard --deduplicate -z -- '*.h' '*.cpp' |
  while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then
      printf '%s\0' "$file"
    fi
  done |
  xargs -0 -r -n 1 -P "$(nproc)" bash -c '"$0" "$1"' "$action"
