#!/usr/bin/env bash
# Installs the Debian packages that are missing; does nothing where none is.
#   scripts/setup.sh              all that building, testing and formatting need
#   scripts/setup.sh --run-only   only what building the programs needs
set -euo pipefail

# The build files of the tests are configured with the programs': hence GoogleTest here.
to_build=(
  build-essential g++ cmake ninja-build ccache pkg-config
  libuv1-dev liburing-dev nlohmann-json3-dev libsodium-dev libicu-dev libexpected-dev libspdlog-dev
  libcli11-dev robin-map-dev libncurses-dev libcurl4-openssl-dev libturbojpeg0-dev libssl-dev
  libsqlite3-dev libpq-dev
  libre2-dev libboost-dev
  libgtest-dev libgmock-dev
)
to_test=(git python3 clang clang-format clang-tidy libclang-rt-14-dev lld help2man postgresql
  haproxy nginx libnginx-mod-stream chromium chafa)
# The tests start these themselves. As services of the machine they are neither started nor enabled,
# unless they were there before.
services=(haproxy nginx)

# The page. Node.js from elsewhere, which comes with npm, is as good.
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  to_build+=(nodejs npm)
fi

case "${1-}" in
  "") packages=("${to_build[@]}" "${to_test[@]}") ;;
  --run-only) packages=("${to_build[@]}") ;;
  *)
    echo "usage: scripts/setup.sh [--run-only]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
  echo "setup.sh: this is not Debian; install what these packages of Debian 12 hold:" >&2
  echo "  ${packages[*]}" >&2
  exit 1
fi

# dpkg-query fails when it does not know one of the packages, and still lists the others.
installed=$(
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2> /dev/null || true
)
missing=()
for package in "${packages[@]}"; do
  if ! grep -qx "installed $package" <<< "$installed"; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "setup.sh: run as root (there is no sudo here):" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

new_services=()
for service in "${services[@]}"; do
  if [[ " ${missing[*]} " == *" $service "* ]]; then
    new_services+=("$service")
  fi
done

install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "${missing[@]}")
echo "setup.sh: ${install[*]}"
"${as_root[@]}" apt-get update -qq
# Debian's way to install a service without starting it: 101 forbids that. With one who says
# something of their own there, that holds.
policy=/usr/sbin/policy-rc.d
if [ ${#new_services[@]} -gt 0 ] && [ ! -e "$policy" ]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\ncase "$1" in %s) exit 101 ;; esac\n' "$(IFS='|'; echo "${new_services[*]}")" |
    "${as_root[@]}" tee "$policy" > /dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
"${install[@]}"
for service in "${new_services[@]}"; do
  "${as_root[@]}" update-rc.d "$service" disable
done
