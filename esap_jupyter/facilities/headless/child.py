"""Runs one notebook in a process of its own, and tells how it goes, a line of JSON at a time.

It is ended by SIGTERM, or by the end of its standard input, which is that of its parent; the
notebook is written as it was left in any case, and its kernel ends with it.
"""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from ...errors import BadRequestError, EsapError, NotAvailableError
from ...wording import describe_error
from .notebook import INJECTED, language_of, parameters_cell, place_of, read_notebook
from .placing import placed

__all__ = ["main"]

_LONGEST = 2000
_HAS_IDS = 5


class _Teller:
    """Writes lines to what was standard output, which nothing else can write to any more."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def __call__(self, **event: Any) -> None:
        self._file.write(msgspec.json.encode(event) + b"\n")


def main() -> int:
    """Do what the first line of standard input says."""
    tell = _Teller()
    work = msgspec.json.decode(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _run(work, tell)
    except EsapError as error:
        tell(error=msgspec.to_builtins(describe_error(error)))
        return 1
    except ImportError as error:
        tell(error=msgspec.to_builtins(describe_error(error)))
        return 1
    return 0


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _run(work: Mapping[str, Any], tell: Callable[..., None]) -> None:
    nbformat = _needed("nbformat")
    source = Path(work["source"])
    # Jupyter saves sources and outputs as lists of lines; this joins them.
    notebook = nbformat.v4.reads(msgspec.json.encode(_prepared(source, work)).decode())
    failure: dict[str, Any] = {}
    if work["run"]:
        failure = _executed(notebook, work, tell)
        content = nbformat.writes(notebook).encode()
        target = Path(work["output"])
        output = placed(content, target, over=work["overwrite"])
        tell(output=str(output))
    else:
        output = source
    for kind in work["export"]:
        _export(notebook, output, kind, work, tell)
    tell(failure=failure)


def _prepared(source: Path, work: Mapping[str, Any]) -> dict[str, Any]:
    """Read the notebook, and give it its parameters."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise BadRequestError(
            f"{source.name} cannot be read: {error.strerror or error}.", remedy="Choose another."
        ) from error
    if not work["run"]:
        read_notebook(content, source.name)
        return dict(msgspec.json.decode(content))
    notebook = read_notebook(content, source.name)
    if work["parameters"]:
        place = place_of(notebook)
        source_text = parameters_cell(work["parameters"], language_of(notebook))
        cell: dict[str, Any] = {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"tags": [INJECTED]},
            "outputs": [],
            "source": source_text,
        }
        if notebook.get("nbformat_minor", 0) >= _HAS_IDS:
            cell["id"] = "esap-parameters"
        end = place.index + (1 if place.replaces else 0)
        notebook["cells"][place.index : end] = [cell]
    return notebook


def _executed(notebook: Any, work: Mapping[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Run all cells up to the first that fails; returns what failed, if anything."""
    nbclient = _needed("nbclient")
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    numbers = {index: number for number, index in enumerate(code, start=1)}
    at = [0]

    def started(cell: Any, cell_index: int) -> None:
        del cell
        at[0] = numbers.get(cell_index, at[0])
        tell(cell=at[0], cells=len(code), kernel=_kernel_pid(client))

    client = nbclient.NotebookClient(
        notebook,
        timeout=None,
        kernel_name=work["kernel"] or _kernel(notebook),
        resources={"metadata": {"path": str(Path(work["source"]).parent)}},
        on_cell_start=started,
    )
    tell(cell=0, cells=len(code), kernel=0)
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        name, value = str(error.ename)[:200], str(error.evalue)[:_LONGEST]
        return {"cell": at[0], "name": name, "value": value}
    except nbclient.exceptions.DeadKernelError:
        return {"cell": at[0], "name": "", "value": "its kernel died"}
    except Exception as error:  # noqa: BLE001  (a kernel that does not start raises anything)
        words = f"{type(error).__name__}: {error}"[:_LONGEST]
        return {"cell": at[0], "name": "", "value": words}
    return {}


def _export(
    notebook: Any, output: Path, kind: str, work: Mapping[str, Any], tell: Callable[..., None]
) -> None:
    from .exporting import exported

    try:
        document = exported(notebook, output.stem, kind)
        target = output.with_suffix(f".{kind}")
        path = placed(document, target, over=work["overwrite"])
    except EsapError as error:
        tell(note=str(error))
    except Exception as error:  # noqa: BLE001  (exporters raise anything, and the notebook is there)
        tell(
            note=f"The {kind.upper()} could not be made: {type(error).__name__}: {error}"[:_LONGEST]
        )
    else:
        tell(exported=str(path))


def _kernel(notebook: Any) -> str:
    """Return the notebook's kernel, or python3 where it is a Python that is not installed here.

    Raises
    ------
    NotAvailableError
        It is of another language, and not installed.
    """
    specs = _needed("jupyter_client.kernelspec").KernelSpecManager().find_kernel_specs()
    named = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if named in specs or not specs:
        return named
    language = language_of(notebook)
    if language in ("python", "ipython") and "python3" in specs:
        return "python3"
    raise NotAvailableError(
        f"There is no kernel {named!r} here, which the notebook wants for {language}.",
        remedy=f"Choose one of: {', '.join(sorted(specs))}.",
    )


def _kernel_pid(client: Any) -> int:
    pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
    return pid if isinstance(pid, int) else 0


def _needed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise NotAvailableError(
            f"{name} is not installed in this environment, so notebooks cannot be run here.",
            remedy=f"Install {name.partition('.')[0]}; it comes with JupyterLab.",
        ) from error


def _ended(signum: int, frame: object) -> NoReturn:
    del signum, frame
    sys.exit(1)


if __name__ == "__main__":
    # While cells run, nbclient has its own, which ends the kernel first.
    signal.signal(signal.SIGTERM, _ended)
    sys.exit(main())
