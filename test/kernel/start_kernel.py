"""Starts kernels as VS Code's Jupyter extension does, and runs the first cell of each notebook.

Usage: start_kernel.py NOTEBOOK...

The extension looks for kernelspecs in the environment's share/jupyter/kernels, takes the one that the
notebook names, and runs its command in the notebook's folder. Prints a line of JSON a notebook.
"""

import json
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

specs = KernelSpecManager(kernel_dirs=[str(Path(sys.prefix) / "share" / "jupyter" / "kernels")])
WHERE = "console.log(process.cwd());"


def run_first_cell(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    manager = KernelManager(
        kernel_name=notebook["metadata"]["kernelspec"]["name"], kernel_spec_manager=specs
    )
    manager.start_kernel(cwd=str(path.parent))
    client = manager.client()
    client.start_channels()
    printed = []

    def keep(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    try:
        client.wait_for_ready(timeout=120)
        reply = client.execute_interactive(
            "".join(first["source"]), timeout=120, output_hook=lambda message: None
        )
        client.execute_interactive(WHERE, timeout=120, output_hook=keep)
        return {
            "status": reply["content"]["status"],
            "folder": printed[-1].strip(),
            "language": client.kernel_info(reply=True)["content"]["language_info"]["name"],
        }
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


for argument in sys.argv[1:]:
    path = Path(argument)
    print(json.dumps({"notebook": str(path), **run_first_cell(path)}))
