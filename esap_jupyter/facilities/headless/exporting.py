"""Makes HTML and PDF of a notebook; imported in a process of its own only."""

import importlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ...errors import EsapError, NotAvailableError

__all__ = ["browser", "exported"]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SECONDS = 120.0
_LATEX = "xelatex"


def exported(notebook: Any, name: str, kind: str) -> bytes:
    """Make a document of a notebook.

    Parameters
    ----------
    notebook
        A node of nbformat.
    name
        Its title.
    kind
        ``html`` or ``pdf``. PDF is printed by a Chromium that is installed, or else made by
        XeLaTeX.

    Raises
    ------
    NotAvailableError
        What makes it is not installed here, or fails.
    """
    if kind == "html":
        return _html(notebook, name).encode()
    found = browser()
    if found:
        return _printed(found, _html(notebook, name))
    if shutil.which(_LATEX):
        return _by_latex(notebook, name)
    raise NotAvailableError(
        "PDF is made by Chromium or XeLaTeX, and neither is installed here.",
        remedy="Export to HTML and print that in your browser, or ask for chromium to be installed "
        "(ESAP_BROWSER names one that is elsewhere).",
    )


def browser() -> str | None:
    """Return the Chromium that prints, if there is one: ``ESAP_BROWSER``, or one on the path."""
    named = os.environ.get("ESAP_BROWSER")
    return next(filter(None, map(shutil.which, [*([named] if named else []), *_BROWSERS])), None)


def _html(notebook: Any, name: str) -> str:
    exporter = _exporter("HTMLExporter")
    # Scripts in outputs (plots) stay: Jupyter shows such files in a sandbox of the browser.
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": name}})
    return str(body)


def _by_latex(notebook: Any, name: str) -> bytes:
    exporter = _exporter("PDFExporter")
    try:
        body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": name}})
    except (OSError, RuntimeError) as error:
        raise _failed(str(error)) from error
    return bytes(body)


def _printed(program: str, html: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="esap-pdf-") as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            "--virtual-time-budget=15000",
            f"--print-to-pdf={pdf}",
        ]
        if os.name == "posix" and os.geteuid() == 0:
            # Chromium does not start with its sandbox as root.
            command.append("--no-sandbox")
        try:
            subprocess.run(  # noqa: S603  (a browser that the operator has installed)
                [*command, page.as_uri()], capture_output=True, timeout=_SECONDS, check=True
            )
            return pdf.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise _failed(f"it took more than {_SECONDS:g} s") from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise _failed(f"{Path(program).name} ended without one") from error


def _exporter(name: str) -> Any:
    try:
        module = importlib.import_module("nbconvert")
    except ImportError as error:
        raise NotAvailableError(
            "nbconvert is not installed in this environment, so nothing is exported.",
            remedy="Install nbconvert.",
        ) from error
    return getattr(module, name)()


def _failed(why: str) -> EsapError:
    return NotAvailableError(
        f"The PDF could not be made: {why}.", remedy="Export to HTML, and print that."
    )
