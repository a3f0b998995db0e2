"""The notebooks that come with the package run to their end on the sandbox, and teach in order."""

import json
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from esap_jupyter.workflows.shipped import FOLDER

NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_to_the_end(name, tmp_path, monkeypatch):
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ESAP_CATALOGUE", "")
    _use_this_python(monkeypatch, tmp_path)
    book = nbformat.read(FOLDER / name, as_version=4)
    work = tmp_path / "work"
    work.mkdir()
    client = NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(work)}}
    )
    client.execute()
    texts = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert texts, "it shows something"
    assert not [output for output in texts if output.output_type == "error"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_without_outputs_and_has_parameters(name):
    book = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert book.cells[0].source.startswith("# ")


def _use_this_python(monkeypatch, folder):
    """Have a kernel of the Python that runs the tests, whichever others are installed."""
    place = folder / "jupyter" / "kernels" / "python3"
    place.mkdir(parents=True)
    arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": arguments, "display_name": "Python 3", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(described), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
