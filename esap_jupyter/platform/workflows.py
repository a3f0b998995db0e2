"""Workflows of repositories, as the platform puts them together."""

from typing import TYPE_CHECKING

from .core import Core

if TYPE_CHECKING:
    from ..workflows.desk import WorkflowDesk

__all__ = ["WorkflowsPart"]


class WorkflowsPart:
    """What finds workflows and looks into them.

    Parameters
    ----------
    core
        What all parts stand on.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self.workflows = core.lazy(self._make_workflows)

    def close(self) -> None:
        """Cancel what is being read, and close the index."""
        made = self.workflows.if_made
        if made is not None:
            made.close()

    def _make_workflows(self) -> "WorkflowDesk":
        from ..workflows.desk import WorkflowDesk
        from ..workflows.index import WorkflowIndex
        from ..workflows.shelf import Shelf

        shelf = Shelf(
            entries=self._core.catalogue().repositories,
            http=self._core.http(),
            compute=self._core.compute,
        )
        return WorkflowDesk(
            shelf=shelf,
            index=WorkflowIndex(self._core.home() / "workflows.sqlite"),
            compute=self._core.compute,
            activities=self._core.activities,
        )
