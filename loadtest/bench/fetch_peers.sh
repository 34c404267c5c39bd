#!/usr/bin/env bash
# Fetches Debian's packages of the peers, and unpacks each peer into a tree of its own. Nothing is
# installed: no service starts, packages that conflict are side by side, and no one has to be root.
#   fetch_peers.sh FOLDER
# A tree that is there already is left as it is; without what could not be fetched it exits with 1.
set -euo pipefail
folder=$1

# Each peer's packages, with the libraries that a machine that builds uvchat need not have.
declare -A packages=(
  [ngircd]="ngircd libident"
  [inspircd]="inspircd"
  [ircd-hybrid]="ircd-hybrid libltdl7"
  [redis]="redis-server redis-tools libjemalloc2 liblzf1 libatomic1"
  [nats]="nats-server"
)

# A machine without package lists cannot download; fetching those needs root.
update_lists() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq
}

# download PACKAGE...: into the present folder. Lists may be older than what the archive has.
download() {
  local get=(apt-get download -qq -o APT::Sandbox::User=root "$@")
  "${get[@]}" || (update_lists && "${get[@]}")
}

# unpack FOLDER: the packages in it, into it.
unpack() {
  local package
  for package in "$1"/packages/*.deb; do
    dpkg-deb --extract "$package" "$1" || return 1
    dpkg-deb --show --showformat '${Package} ${Version}\n' "$package" >> "$1/versions" || return 1
  done
  rm -r "$1/packages"
}

# fetch PEER: unpacked beside its place, and moved there when whole.
fetch() {
  local tree=$folder/$1 part=$folder/$1.part names
  read -ra names <<< "${packages[$1]}"
  rm -rf "$part"
  mkdir -p "$part/packages" && (cd "$part/packages" && download "${names[@]}") &&
    unpack "$part" && mv "$part" "$tree"
}

if ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
  echo "fetch_peers.sh: this is not Debian" >&2
  exit 1
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
failed=()
for peer in "${!packages[@]}"; do
  if [ ! -d "$folder/$peer" ]; then
    echo "fetch_peers.sh: $peer"
    fetch "$peer" || failed+=("$peer")
  fi
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "fetch_peers.sh: could not fetch ${failed[*]}" >&2
  exit 1
fi
