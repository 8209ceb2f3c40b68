#!/bin/bash
# Lets the course's own Node, and no other program, open packet sockets: `capture()` then shows real
# packets instead of a recording. Run it as root, once after each setup that installed npm packages:
#
#   sudo .devcontainer/allow-captures.sh
set -euo pipefail
cd "$(dirname "$0")/.."
node=$(readlink -f node_modules/.bin/node)

if ! setcap cap_net_raw,cap_net_admin+ep "$node"; then
  echo "Captures stay recordings: this file system takes no file capabilities" >&2
  exit 0
fi
# Where the container itself lacks a capability, a program that asks for it does not start at all.
if ! "$node" --version > /dev/null 2>&1; then
  setcap -r "$node"
  echo "Captures stay recordings: this container was started without NET_RAW and NET_ADMIN" >&2
fi
