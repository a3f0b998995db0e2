"""A published notebook that measures images, as somebody's record in the fake of Zenodo."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.peers.fakes.zenodo_records import FakeRecord, Whole, codemeta, notebook, zipped

__all__ = ["NOTEBOOK", "TITLE", "code", "imaging_record", "measured", "printed"]

TITLE = "Peaks of images"
_TOP = "peaks-of-images-1.0/"
NOTEBOOK = f"{_TOP}notebooks/peaks.ipynb"
_MODULE = """\
from astropy.io import fits


def peak(path):
    with fits.open(path) as file:
        return float(file[0].data.max())
"""
_CELLS = (
    ("markdown", f"# {TITLE}\n\nMeasures images of galaxies in FITS."),
    "paths = ['m31.fits']",
    "import csv\nfrom pathlib import Path\n\nfrom astropy.io import fits\nimport measuring",
    "rows = [(Path(path).name, measuring.peak(path)) for path in paths]",
    "with open('peaks.csv', 'w', newline='') as file:\n    csv.writer(file).writerows(rows)",
    "print(len(rows), 'images:', *(f'{name}={value!r}' for name, value in rows))",
)


def imaging_record() -> FakeRecord:
    """Make it: a zip with a notebook in a folder, the module that it imports, and codemeta."""
    members = {
        NOTEBOOK: notebook(*_CELLS, tags=("parameters",)),
        f"{_TOP}notebooks/measuring.py": _MODULE,
        f"{_TOP}requirements.txt": "astropy\n",
        f"{_TOP}codemeta.json": codemeta(name=TITLE, keywords=["image", "galaxies", "optical"]),
    }
    return FakeRecord(
        id="2000002",
        concept="2000001",
        title=TITLE,
        keywords=("jupyter-notebook", "image", "galaxies"),
        files={"group/peaks 1.0.zip": Whole(zipped(members))},
    )


def measured(paths: Sequence[Path]) -> dict[str, float]:
    """Measure files as the notebook does, without any of it."""
    from astropy.io import fits

    return {path.name: float(fits.getdata(path).max()) for path in paths}


def code(notebook: Path) -> str:
    """Return all code of a notebook, in its order."""
    return "\n".join("".join(cell["source"]) for cell in _cells(notebook))


def printed(notebook: Path) -> dict[str, float]:
    """Return what the notebook measured, as its outputs tell it."""
    outputs = [output for cell in _cells(notebook) for output in cell["outputs"]]
    text = "".join("".join(output.get("text", "")) for output in outputs)
    return {name: float(value) for name, value in re.findall(r"(\S+)=(\S+)", text)}


def _cells(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]
