"""Runs notebooks by nbclient, and prints as JSON which of them passed."""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def passes(file):
    notebook = nbformat.read(file, 4)
    try:
        NotebookClient(notebook, kernel_name="tslab", timeout=30).execute()
    except CellExecutionError:
        return False
    return all(cell.execution_count for cell in notebook.cells)


print(json.dumps({file: passes(file) for file in sys.argv[1:]}))
