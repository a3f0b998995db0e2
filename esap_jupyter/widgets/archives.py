"""Searching archives from a notebook cell."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from .. import models
from ..kernel.namespace import Namespace
from ..python.angles import degrees
from ..python.result import Result
from .bridge import Bridge
from .operations import Operations
from .static_files import read_static

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["ArchiveSearch"]

_ESM = "archiveSearch.js"


class ArchiveSearch(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget is skipped by mypy
    """The search form of the ESAP panel in a cell, with the rows below it.

    Searches run in threads of this kernel. While a cell runs, JupyterLab with ipykernel 7 talks
    to the widget in a subshell and it stays usable; elsewhere it says that it waits for the cell.
    Observers of ``result`` and ``status`` are called in the threads of the searches.

    Parameters
    ----------
    target
        A name or coordinates to begin with.
    radius
        In degrees, or an angle with a unit.
    archives
        Ids of the archives to tick; those of the catalogue's choice if None.
    platform
        Who does the work; that of `esap_jupyter` if None.

    Attributes
    ----------
    status
        How the last search goes, in words.
    result
        What came last, as `esap_jupyter` gives it; None before the first search.
    variable
        The variable that was last bound with *To kernel*.
    """

    target = traitlets.Unicode("").tag(sync=True)
    radius = traitlets.Float(0.5).tag(sync=True)
    archives = traitlets.List(traitlets.Unicode(), allow_none=True).tag(sync=True)
    status = traitlets.Unicode("").tag(sync=True)
    variable = traitlets.Unicode("").tag(sync=True)
    result = traitlets.Instance(Result, allow_none=True)

    def __init__(
        self,
        target: str = "",
        radius: Any = 0.5,
        archives: Sequence[str] | None = None,
        *,
        platform: "Platform | None" = None,
    ) -> None:
        self._platform = _the_platform() if platform is None else platform
        self._search: models.Search | None = None
        # Called by close(), even where making the widget fails half-way.
        self._unsubscribe: Callable[[], None] = _nothing
        super().__init__(
            target=target,
            radius=degrees(radius),
            archives=None if archives is None else list(archives),
        )
        operations = Operations(platform=self._platform, namespace=_namespace())
        self._bridge = Bridge(operations=operations, send=self.send, answered=self._answered)
        self.on_msg(lambda _widget, message, _buffers: self._bridge.receive(message))
        self._unsubscribe = self._platform.activities.subscribe(self._changed)

    @property
    def _esm(self) -> str:
        # Read when a widget is made, so that a clone without a build says what is missing.
        return read_static(_ESM)

    def close(self) -> None:
        """Take the widget off the page and stop listening to searches; harmless when repeated."""
        unsubscribe, self._unsubscribe = self._unsubscribe, _nothing
        unsubscribe()
        super().close()

    def _changed(self, activity: models.Activity) -> None:
        self._bridge.tell(activity)
        if self._search is not None and activity.search == self._search.id:
            self._update()

    def _answered(self, method: str, answer: Any) -> None:
        if method == "search":
            self._search = answer
            self._update()
        elif method == "toKernel" and "ok" in answer:
            self.variable = answer["ok"]["variable"]

    def _update(self) -> None:
        assert self._search is not None
        activities = self._platform.searching(self._search.id).activities
        came = [one.result for one in activities if one.result is not None and one.ended]
        if came and (self.result is None or self.result.id not in came):
            self.result = Result(self._platform.results.get(came[-1]), self._platform.row_links)
        self.status = "; ".join(map(_words, activities))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Add what shows where widgets do not: a printed page, a viewer without kernels."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self._static_html()}, metadata

    def _static_html(self) -> str:
        asked = f"{self.target or 'no target'}, radius {self.radius:g}\N{DEGREE SIGN}"
        lines = [f"<strong>Archive search</strong>: {html.escape(asked)}"]
        if self.status:
            lines.append(html.escape(self.status))
        lines.append("Open this notebook in JupyterLab and run the cell to search.")
        return "".join(f"<p>{line}</p>" for line in lines)


def _nothing() -> None:
    """Stand for a subscription that has ended, or never began."""


def _words(activity: models.Activity) -> str:
    name = activity.archive or activity.title
    if activity.state == "done":
        more = " (truncated)" if activity.truncated else ""
        return f"{name}: {activity.rows or 0} rows{more}"
    if activity.state == "failed" and activity.error is not None:
        return f"{name} failed: {activity.error.message}"
    return f"{name}: {activity.state}"


def _namespace() -> Namespace | None:
    from IPython import get_ipython

    shell = get_ipython()
    return None if shell is None else Namespace(shell.user_ns)


def _the_platform() -> "Platform":
    from ..api import platform

    return platform()
