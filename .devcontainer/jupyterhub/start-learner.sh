#!/bin/bash
# What a learner's pod runs. The course lies in the image; the learner's own notebooks lie in the home
# folder, which outlives the pod. A new image brings new lessons there, and leaves the others as the
# learner left them.
set -euo pipefail
course=$(cd "$(dirname "$0")/../.." && pwd)
work=$HOME/wirebook

mkdir -p "$work" "$HOME/.jupyter/custom"
cp "$course/lib/start/lab-settings/custom.css" "$HOME/.jupyter/custom/"
for folder in notebooks exercises; do
  cp --recursive --no-clobber "$course/$folder" "$work/"
done

exec "$course/.venv/bin/jupyterhub-singleuser" \
  --ServerApp.root_dir="$work" \
  --LabApp.app_settings_dir="$course/lib/start/lab-settings" \
  --LabApp.custom_css=True \
  --LabApp.extension_manager=readonly \
  --LanguageServerManager.autodetect=False \
  --KernelSpecManager.allowed_kernelspecs="{'tslab'}" \
  --KernelSpecManager.ensure_native_kernel=False \
  --MultiKernelManager.default_kernel_name=tslab \
  "$@"
