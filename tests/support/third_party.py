"""A package of somebody else's that brings a connector: built, installed, and asked."""

import contextlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from esap_jupyter import votable
from tests.support.servers import Server, serve

__all__ = ["EXAMPLE", "cone_server", "installed", "said_by"]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/examples/cone_search.py"
METADATA = "Metadata-Version: 2.1\nName: esap-cone-search\nVersion: 1.0\n"
ENTRY_POINTS = "[esap_jupyter.archives]\ncone_of_others = cone_search:ConeSearch\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

# What a person would write in a notebook.
ASKED = """
import json
import esap_jupyter as esap
table = esap.search("10.68 41.27", radius=0.5, archives="cone")["cone"]
print(json.dumps({
    "state": next(each.state for each in esap.archives() if each.id == "cone"),
    "rows": len(table),
    "protocol": table.provenance.protocol,
    "names": list(table.to_table()["name"]),
}))
"""


@contextlib.contextmanager
def cone_server() -> Iterator[Server]:
    """Serve two rows to whoever asks."""
    out = io.BytesIO()
    votable.write(pa.table({"name": ["M31", "M32"], "ra": [10.68, 10.67]}), out)
    with serve(out.getvalue()) as server:
        yield server


def wheel(folder):
    """Build the package, which is one module and its metadata (PEP 427)."""
    path = folder / "esap_cone_search-1.0-py3-none-any.whl"
    info = "esap_cone_search-1.0.dist-info"
    files = {
        "cone_search.py": EXAMPLE.read_text(encoding="utf-8"),
        f"{info}/METADATA": METADATA,
        f"{info}/WHEEL": WHEEL,
        f"{info}/entry_points.txt": ENTRY_POINTS,
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


def installed(folder):
    """Install the package into a folder of its own, as ``pip install --target`` does."""
    target = folder / "site"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
            *("--disable-pip-version-check", "--target", str(target), str(wheel(folder))),
        ],
        check=True,
    )
    return target


def said_by(site, folder, url):
    """Ask an archive of the package's kind in a Python of its own."""
    catalogue = folder / "catalogue.toml"
    catalogue.write_text(
        f'[archives.cone]\nname = "Cone"\nkind = "cone_of_others"\nurl = "{url}/scs"\n'
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(site),
        "ESAP_CATALOGUE": str(catalogue),
        "ESAP_HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    run = subprocess.run(
        [sys.executable, "-c", ASKED],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
