#!/bin/bash
set -euo pipefail
apt-get update -q
apt-get install -yq curl python3-venv util-linux
curl -fsSL https://deb.nodesource.com/setup_24.x | bash -
apt-get install -yq nodejs
cd /autograder/source/course
node lib/setup.mjs
# Only the grader may read the key: code of learners runs as the user nobody.
if [ -e /autograder/source/course.key ]; then chmod 600 /autograder/source/course.key; fi
