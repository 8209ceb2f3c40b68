"""Starts the course's kernel as VS Code's Jupyter extension does, and runs a cell.

Usage: start_kernel.py FOLDER CODE

The extension looks for kernelspecs in the environment's share/jupyter/kernels, takes the command from
kernel.json, and runs it in the notebook's folder.
"""

import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

folder, code = sys.argv[1:]
specs = KernelSpecManager(kernel_dirs=[str(Path(sys.prefix) / "share" / "jupyter" / "kernels")])
typescript = [n for n, s in specs.get_all_specs().items() if s["spec"]["language"] == "typescript"]
manager = KernelManager(kernel_name=typescript[0], kernel_spec_manager=specs)
manager.start_kernel(cwd=folder)
client = manager.client()
client.start_channels()
try:
    client.wait_for_ready(timeout=60)
    reply = client.execute_interactive(code, timeout=60)
    sys.exit(reply["content"]["status"] != "ok")
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
