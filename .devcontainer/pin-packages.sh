#!/bin/bash
# Makes apt install from the archive of the day on which this image was made, so that the image's
# digest pins Debian's packages as well. Debian's official images name that archive in a comment
# above each source. An image without such a comment keeps its sources.
#
#   pin-packages.sh [FOLDER]   the folder of apt's settings (default: /etc/apt)
set -euo pipefail
apt=${1:-/etc/apt}
sources=$apt/sources.list.d/debian.sources
archive='# (https?:\/\/[^ ]+\/[0-9]{8}T[0-9]{6}Z)'

if ! grep -qE "^$archive\$" "$sources" 2> /dev/null; then
  echo 'Debian packages: the latest, since this image names no archive' >&2
  exit 0
fi
sed -i -E "/^$archive\$/ { N; s/^$archive\nURIs: .*/URIs: \1/ }" "$sources"
# Lists of a past day have expired by their own date, and the archive is slow at times.
printf '%s\n' 'Acquire::Check-Valid-Until "false";' 'Acquire::Retries "5";' \
  > "$apt/apt.conf.d/80archive"
echo "Debian packages: as of $(grep -oE '[0-9]{8}T[0-9]{6}Z' "$sources" | sort -u | tr '\n' ' ')" >&2
