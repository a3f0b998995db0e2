"""The nouns of notebooks that are written here; see `esap_jupyter.models`."""

from typing import Literal

from .base import Model
from .core import SearchRequest

__all__ = ["QueryNotebookRequest", "TutorialCopy", "TutorialRequest"]


class QueryNotebookRequest(Model, kw_only=True, frozen=True):
    """What a notebook is to repeat, and the file to write (relative to the workspace).

    That is one of: the ``result`` of a search (its id or name), a ``job`` (its id), or a
    ``request`` whose result is not kept, with a ``title`` for it. Without ``path``, a name is
    made that no file has.
    """

    path: str = ""
    result: str = ""
    job: str = ""
    request: SearchRequest | None = None
    title: str = ""


class TutorialRequest(Model, kw_only=True, frozen=True):
    """Where to copy a tutorial, and what to do with a file of that name.

    ``ask`` is to refuse, unless the file has what the tutorial has; ``beside`` makes a name that
    no file has. Without ``path``, the tutorial's own name is taken.
    """

    path: str = ""
    existing: Literal["ask", "replace", "keep", "beside"] = "ask"


class TutorialCopy(Model, kw_only=True, frozen=True):
    """Where the notebook of a tutorial lies, and whether it was written just now."""

    path: str
    written: bool
