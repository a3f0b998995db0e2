"""The widget's Python half, where there is no front end."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import astropy.units as u
import pytest

from esap_jupyter.errors import NotAvailableError
from esap_jupyter.models import ErrorInfo, SearchRequest
from esap_jupyter.widgets import ArchiveSearch, archives
from esap_jupyter.widgets.static_files import read_static
from tests.support.kernels import ROOT
from tests.support.memory_platform import MemoryPlatform


@pytest.fixture
def platform(tmp_path: Path) -> MemoryPlatform:
    return MemoryPlatform(tmp_path)


@pytest.fixture
def widget(platform: MemoryPlatform, monkeypatch: Any) -> Any:
    monkeypatch.setattr(archives, "read_static", lambda _: "export default {}")
    return ArchiveSearch("M31", radius=0.25, archives=["sandbox"], platform=platform)


def search(widget: Any, platform: MemoryPlatform) -> str:
    found = platform.search(SearchRequest(archives=["sandbox"], target="M31"))
    widget._answered("search", found)
    return found.id


def test_traits(widget: Any) -> None:
    assert (widget.target, widget.radius, widget.archives) == ("M31", 0.25, ["sandbox"])
    assert widget.result is None
    assert "result" not in widget.get_state()


def test_radius_with_a_unit(platform: MemoryPlatform, monkeypatch: Any) -> None:
    monkeypatch.setattr(archives, "read_static", lambda _: "export default {}")
    assert ArchiveSearch("M31", radius=30 * u.arcmin, platform=platform).radius == 0.5


def test_result_is_observable(widget: Any, platform: MemoryPlatform) -> None:
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), "result")
    searching = search(widget, platform)
    assert widget.status == "sandbox: running"
    platform.finish(searching, state="done")
    assert widget.status == "sandbox: 3 rows"
    assert [len(result) for result in seen] == [3]
    assert widget.result.name == "m31"


def test_failure_is_in_the_status(widget: Any, platform: MemoryPlatform) -> None:
    error = ErrorInfo(code="unreachable", message="It does not answer.")
    platform.finish(search(widget, platform), state="failed", error=error)
    assert widget.status == "sandbox failed: It does not answer."
    assert widget.result is None


def test_other_searches_are_not_its_own(widget: Any, platform: MemoryPlatform) -> None:
    search(widget, platform)
    other = platform.search(SearchRequest(archives=["sandbox"], target="M33"))
    platform.finish(other.id, state="done")
    assert widget.result is None


def test_static_text_is_escaped(widget: Any) -> None:
    widget.target = "<img src=x onerror=alert(1)>"
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<img" not in data["text/html"]
    assert "&lt;img" in data["text/html"]


def test_closed_widget_listens_no_more(widget: Any, platform: MemoryPlatform) -> None:
    assert len(platform.activities.listeners) == 1
    widget.close()
    assert platform.activities.listeners == []


def test_missing_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotAvailableError, match="npm run build:widgets"):
        read_static("archiveSearch.js", tmp_path)


def test_package_imports_no_widgets() -> None:
    code = (
        "import sys, esap_jupyter.widgets, esap_jupyter.kernel\n"
        "print([name for name in ('anywidget', 'ipywidgets', 'numpy', 'IPython', 'pyarrow') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_runs_through_nbconvert(tmp_path: Path) -> None:
    """A notebook with the widget is run and printed where no browser ever looks at it."""
    if not (ROOT / "esap_jupyter/widgets/static/archiveSearch.js").exists():
        pytest.skip("the widgets are not built (npm run build:widgets)")
    source = "import esap_jupyter.widgets as widgets\nwidgets.ArchiveSearch('M31', radius=0.5)"
    cell = {
        "cell_type": "code",
        "id": "one",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "widget.ipynb").write_text(json.dumps(notebook))
    command = ["nbconvert", "--to", "markdown", "--execute", "widget.ipynb"]
    environment = os.environ | {"ESAP_HOME": str(tmp_path / "esap"), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", *command], check=True, cwd=tmp_path, env=environment, timeout=120
    )
    assert "Archive search" in (tmp_path / "widget.md").read_text()
