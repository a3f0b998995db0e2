"""ESAP, the ESFRI Science Analysis Platform, inside JupyterLab."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .nouns import NOUNS, Package

if TYPE_CHECKING:
    from . import widgets
    from .api import (
        Found,
        add_archive,
        adql,
        coverage,
        facility,
        fits,
        job,
        jobs,
        lakes,
        load,
        login,
        logout,
        notebooks_for,
        platform,
        remove_archive,
        resolve,
        run_notebook,
        search,
        services,
        stage,
        store,
        workflow,
    )

__version__ = "0.1.0"

__all__ = [
    "Found",
    "add_archive",
    "adql",
    "archives",
    "basket",
    "coverage",
    "facilities",
    "facility",
    "fits",
    "identity",
    "job",
    "jobs",
    "lake",
    "lakes",
    "load",
    "load_ipython_extension",
    "login",
    "logout",
    "notebooks_for",
    "platform",
    "remove_archive",
    "resolve",
    "results",
    "run_notebook",
    "search",
    "services",
    "stage",
    "store",
    "widgets",
    "workflow",
    "workflows",
]

_FUNCTIONS = frozenset(__all__) - NOUNS - {"basket", "load_ipython_extension", "widgets"}

sys.modules[__name__].__class__ = Package


def load_ipython_extension(shell: Any) -> None:
    """Add ``%%adql`` and the hand-over of results; called by ``%load_ext esap_jupyter``."""
    from .kernel.magics import load as load_magics

    load_magics(shell)


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .extension import ESAP

    return [{"module": "esap_jupyter", "app": ESAP}]


def __getattr__(name: str) -> Any:
    # The names are bound when they are first used (PEP 562), so that importing stays light.
    if name in _FUNCTIONS:
        value = getattr(import_module(".api", __name__), name)
        globals()[name] = value
        return value
    if name in NOUNS or name in {"basket", "widgets"}:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
