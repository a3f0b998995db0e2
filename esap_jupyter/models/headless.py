"""The nouns of running a notebook with nobody in front of it that cross a boundary."""

from typing import Any, Literal

from .base import Model

__all__ = ["ExportKind", "NotebookRequest"]

ExportKind = Literal["html", "pdf"]


class NotebookRequest(Model, kw_only=True, frozen=True):
    """A notebook to run on this machine; how it goes is an activity of kind ``notebook``.

    Parameters
    ----------
    path
        The notebook, in the workspace.
    parameters
        What its cell that is tagged ``parameters`` is overridden with.
    output
        Where the notebook goes as it was left; ``<name>-run.ipynb`` beside it by default, or the
        next name that is free.
    overwrite
        Whether what lies at ``output`` is replaced, which may be the notebook itself.
    run
        Whether it is run; without, it is only exported as it is.
    export
        What is made of it besides, beside ``output``.
    kernel
        The kernel, instead of the notebook's own.
    """

    path: str
    parameters: dict[str, Any] = {}
    output: str = ""
    overwrite: bool = False
    run: bool = True
    export: list[ExportKind] = []
    kernel: str = ""
