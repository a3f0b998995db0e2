"""Notebooks that run here with nobody in front of them, as the platform puts them together."""

from typing import TYPE_CHECKING

from .core import Core

if TYPE_CHECKING:
    from ..facilities.headless.runs import NotebookRuns

__all__ = ["HeadlessPart"]


class HeadlessPart:
    """Runs notebooks on this machine.

    Parameters
    ----------
    core
        What all parts stand on.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self.runs = core.lazy(self._make)

    def close(self) -> None:
        """End the notebooks that run."""
        if (made := self.runs.if_made) is not None:
            made.close()

    def _make(self) -> "NotebookRuns":
        from ..facilities.headless.runs import NotebookRuns

        return NotebookRuns(activities=self._core.activities)
