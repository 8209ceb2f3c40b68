#!/bin/bash
# Installs the Debian packages that lessons and tests use beside Node and Python: CI, the devcontainer
# and `npm test` all call this one script. It ends at once when everything is there.
#
#   .ci/apt.sh               install what is missing, or fail and say why not
#   .ci/apt.sh --if-allowed  the same, but where installing needs a password or another system,
#                            name the mending command and succeed
set -euo pipefail
mode=${1:-}
PATH=$PATH:/usr/sbin:/sbin # where some programs of root lie

declare -A package_of=(
  [bwrap]=bubblewrap # the graders' sandbox
  [chromium]=chromium # what a learner's browser shows
  [curl]=curl # a client of the server in lesson 08
  [fc-list]=fontconfig
  [ip]=iproute2 # hosts and links of the lab
  [nc]=netcat-openbsd # lesson 02 talks to a server with it
  [nft]=nftables # the firewall in a fact of lesson 03
  [ps]=procps
  [setcap]=libcap2-bin # lets the course's Node capture packets
  [setpriv]=util-linux
  [strace]=strace # system calls of Node's own sockets
  [tshark]=tshark # Wireshark without windows: reads what capture() saves
)
fonts=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

missing=()
for program in "${!package_of[@]}"; do
  case $program in
    # Any of Chromium's kin will do: Ubuntu has only a snap, which does not run in containers.
    chromium) command -v chromium google-chrome chrome chromium-browser > /dev/null && continue ;;
    *) command -v "$program" > /dev/null && continue ;;
  esac
  missing+=("${package_of[$program]}")
done
[ -e "$fonts" ] || missing+=(fonts-dejavu-core)
[ ${#missing[@]} -eq 0 ] && exit 0

refuse() {
  echo "Missing for some tests: ${missing[*]}; $1" >&2
  [ "$mode" = --if-allowed ] && exit 0
  exit 1
}

command -v apt-get > /dev/null || refuse "install them with this system's package manager"
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
  as_root=(sudo -n)
else
  refuse "run 'sudo .ci/apt.sh'"
fi

echo "Installing ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" > "$log" 2>&1
}
# Most machines have no package lists, or old ones; fetching them is only worth it then.
install "${missing[@]}" && exit 0
"${as_root[@]}" apt-get update -qq > "$log" 2>&1 && install "${missing[@]}" && exit 0

# One package that this system does not have must not keep it from the others.
wanted=("${missing[@]}")
missing=()
for package in "${wanted[@]}"; do
  install "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] || refuse "run 'apt-get install ${missing[*]}' to see why it failed"
