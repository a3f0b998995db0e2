"""What is said of notebooks, without anything of them being run."""

import json

import pytest

from esap_jupyter.workflows.notebooks import summarise
from tests.peers.fakes.zenodo_records import notebook


def test_a_notebook_is_summarised():
    summary = summarise(
        notebook(
            ("markdown", "Before\n\n## **Folding** <b>pulsars</b>\n"),
            "target = 'M31'\nradius: float = 0.5",
            "%matplotlib inline\nimport numpy as np, os.path\nfrom astropy.io import fits\n"
            "!pip install x\nfiles = !ls\nfits.open('in.fits')\nnp.loadtxt?\n",
            "%%bash\nimport nothing",
            "plt.savefig('out.png'); t.write('out.fits'); open('log.txt', 'w')\n"
            "url = 'https://example.org/a.csv?x=1'\nopen('notes.rst')",
            tags=("parameters",),
        ),
        "a/b.ipynb",
    )
    assert summary.title == "Folding pulsars"
    assert summary.parameters == ["target", "radius"]
    assert summary.imports == ["astropy", "numpy", "os"]
    assert summary.reads == ["in.fits", "https://example.org/a.csv?x=1", "notes.rst"]
    assert (summary.kernel, summary.language, summary.nbformat) == ("python3", "python", "4.2")
    assert summary.problem == ""


def test_nothing_is_run(tmp_path):
    mark = tmp_path / "run"
    code = f"open({str(mark)!r}, 'w').write('x')\n__import__('os').system('touch {mark}')"
    summarise(notebook(code), "a.ipynb")
    assert not mark.exists()


def test_code_that_is_no_python_still_tells_its_imports():
    summary = summarise(notebook("import numpy\nprint 'python 2'\nfrom pylab import *"), "a.ipynb")
    assert summary.imports == ["numpy", "pylab"]


def test_other_languages_are_not_read_as_python():
    kernel = {"kernelspec": {"name": "ir", "language": "R"}}
    summary = summarise(notebook("import x", **kernel), "a.ipynb")
    assert (summary.language, summary.imports) == ("R", [])


def test_without_a_heading_the_file_is_the_title():
    assert summarise(notebook("1"), "deep/Figure1.ipynb").title == "Figure1"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html>", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no cells"),
        (b'{"nbformat": 4}', "no cells"),
        (b'{"nbformat": 4, "cells": 3}', "no cells"),
        (b'{"nbformat": 2, "worksheets": []}', "version"),
        (b'{"cells": []}', "version"),
    ],
)
def test_what_is_no_notebook_says_so(body, problem):
    summary = summarise(body, "a.ipynb")
    assert problem in summary.problem
    assert summary.path == "a.ipynb"


@pytest.mark.parametrize(
    "cell",
    [
        {},
        3,
        {"cell_type": "code"},
        {"cell_type": "code", "source": {"a": 1}},
        {"cell_type": "code", "source": [1, None, "import numpy"]},
        {"cell_type": "code", "source": "(" * 5000, "metadata": []},
        {"cell_type": "markdown", "source": None, "metadata": {"tags": "parameters"}},
        {"cell_type": "code", "source": "x = " + "-" * 20_000 + "1"},
        {"cell_type": "code", "source": "a\0b"},
    ],
)
def test_hostile_cells_are_survived(cell):
    body = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": 3, "cells": [cell]}).encode()
    assert summarise(body, "a.ipynb").problem == ""


def test_outputs_are_not_looked_at():
    document = json.loads(notebook(("markdown", "# T"), "import numpy"))
    document["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}}
    ]
    told = summarise(json.dumps(document).encode(), "a.ipynb")
    assert "script" not in repr(told)
