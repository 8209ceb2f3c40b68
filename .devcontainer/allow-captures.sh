#!/bin/bash
# Lets the course's own Node, and no other program, open packet sockets: `capture()` then shows real
# packets instead of a recording. Where Ubuntu's AppArmor keeps programs from making namespaces of
# users, it lets the course's own copy of unshare(1) make them, for the hosts of `openLab()`. Run it as
# root, once after each setup that installed npm packages:
#
#   sudo .devcontainer/allow-captures.sh
#
# Node holds the right without using it (+p, and not +ep): capture() takes it up for a moment, and all
# else in a lesson meets the limits of a plain user.
set -euo pipefail
cd "$(dirname "$0")/.."

restriction=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ "$(cat "$restriction" 2> /dev/null)" = 1 ]; then
  unshare=$PWD/node_modules/.wirebook/unshare
  install -D "$(command -v unshare)" "$unshare"
  cat > /etc/apparmor.d/wirebook << PROFILE
abi <abi/4.0>,

profile wirebook "$unshare" flags=(unconfined) {
  userns,
}
PROFILE
  apparmor_parser --replace /etc/apparmor.d/wirebook ||
    echo "Hosts of a lab stay recordings: apparmor_parser refused /etc/apparmor.d/wirebook" >&2
fi

# A container hands on no capability that it was not started with: bits 12 and 13 of what it may have.
bounding=$((16#$(sed -n 's/^CapBnd:\s*//p' /proc/self/status)))
if (((bounding >> 12 & 3) != 3)); then
  echo "Captures stay recordings: this container was started without NET_RAW and NET_ADMIN" >&2
  exit 0
fi
if ! setcap cap_net_raw,cap_net_admin+p "$(readlink -f node_modules/.bin/node)"; then
  echo "Captures stay recordings: this file system takes no file capabilities" >&2
fi
