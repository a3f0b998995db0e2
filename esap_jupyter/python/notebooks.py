"""Runs notebooks on this machine with nobody in front of them."""

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import BadRequestError, CancelledError
from ..facilities.headless.process import NotebookError
from ..models.headless import NotebookRequest

__all__ = ["run_notebook"]


def run_notebook(
    path: str | os.PathLike[str],
    parameters: Mapping[str, Any] | None = None,
    *,
    output: str | os.PathLike[str] = "",
    overwrite: bool = False,
    export: str | Sequence[str] = (),
    kernel: str = "",
) -> Path:
    """Run a notebook to its end in a kernel of its own, and keep it as it was left.

    Parameters
    ----------
    path
        The notebook.
    parameters
        What its cell that is tagged ``parameters`` is overridden with, as papermill does.
    output
        Where the notebook goes; ``<name>-run.ipynb`` beside it by default, or the next name that
        is free.
    overwrite
        Replace what lies at ``output``, which may be the notebook itself.
    export
        ``"html"``, ``"pdf"`` or both: made beside ``output``. A warning tells what could not be.
    kernel
        The kernel, instead of the notebook's own.

    Returns
    -------
    pathlib.Path
        The notebook as it was left.

    Raises
    ------
    NotebookError
        A cell failed; the notebook has all up to there.
    NotFoundError
        There is no such notebook.
    EsapError
        It cannot be run here.
    """
    from .. import api

    kinds = [export] if isinstance(export, str) else list(export)
    source = Path(path).absolute()
    root = Path(source.anchor)
    target = str(Path(output).absolute().relative_to(root)) if os.fspath(output) else ""
    request = {
        "path": str(source.relative_to(root)),
        "parameters": dict(parameters or {}),
        "output": target,
        "overwrite": overwrite,
        "export": kinds,
        "kernel": kernel,
    }
    try:
        made = msgspec.convert(request, NotebookRequest)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"That cannot be run: {error}.", remedy='Export to "html" or "pdf".'
        ) from error
    done = api.platform().notebook_runs.run(made, root)
    if done.state == "cancelled":
        raise CancelledError("It was cancelled.")
    if done.error is not None:
        raise NotebookError(done.error.message, remedy=done.error.remedy)
    if done.message:
        warnings.warn(done.message, stacklevel=2)
    return root / (done.path or "")
