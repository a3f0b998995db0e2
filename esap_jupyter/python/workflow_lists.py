"""Lists of workflows and of notebooks: plain lists that show themselves as tables of text."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, ClassVar

from ..basket.words import size_words
from ..models.workflows import NotebookSummary, RepositoryState
from .lake_lists import Table

__all__ = ["NotebookList", "WorkflowList"]

_PEOPLE = 3


def _size(text: str | None) -> str:
    return "" if text is None else size_words(int(text))


def _people(workflow: Any) -> str:
    names = [each.name for each in workflow.authors]
    more = f" and {len(names) - _PEOPLE} more" if len(names) > _PEOPLE else ""
    return "; ".join(names[:_PEOPLE]) + more


def _inside(workflow: Any) -> str:
    told = workflow.model.notebooks
    return "not looked into" if told is None else str(len(told))


def _version(workflow: Any) -> str:
    newer = f" (newer: {workflow.newer})" if workflow.newer else ""
    return f"{workflow.version}{newer}"


class WorkflowList(Table[Any]):
    """Workflows.

    Attributes
    ----------
    states
        What came of asking each repository.
    total
        How many there are in all, as far as known; with ``is_least``, or more.
    """

    none = "no workflows"
    columns: ClassVar = {
        "id": attrgetter("id"),
        "Title": attrgetter("title"),
        "Authors": _people,
        "Kind": attrgetter("kind"),
        "Version": _version,
        "Notebooks": _inside,
        "Size": lambda workflow: _size(workflow.size),
        "DOI": attrgetter("doi"),
    }

    def __init__(
        self,
        workflows: Iterable[Any] = (),
        *,
        states: Sequence[RepositoryState] = (),
        total: int | None = None,
        is_least: bool = False,
    ) -> None:
        super().__init__(workflows)
        self.states = list(states)
        self.total = len(self) if total is None else total
        self.is_least = is_least

    def note(self) -> str:
        """Say how many there are, and which repositories failed."""
        words = [super().note()]
        if self.total > len(self) or self.is_least:
            least = "at least " if self.is_least else ""
            words.append(f"{len(self)} of {least}{self.total}; give a limit or an offset.")
        words += [
            f"{each.name}: {each.message} {each.remedy}".strip()
            for each in self.states
            if each.state == "failed"
        ]
        return "\n".join(filter(None, words))


class NotebookList(Table[NotebookSummary]):
    """Notebooks of a workflow; ``problems`` say what could not be looked into."""

    none = "no notebooks"
    columns: ClassVar = {
        "Path": attrgetter("path"),
        "Title": attrgetter("title"),
        "Kernel": attrgetter("kernel"),
        "Size": lambda notebook: _size(notebook.size),
        "Imports": lambda notebook: ", ".join(notebook.imports),
        "Reads": lambda notebook: ", ".join(notebook.reads),
        "Problem": attrgetter("problem"),
    }

    def __init__(
        self, notebooks: Iterable[NotebookSummary] = (), *, problems: Sequence[str] = ()
    ) -> None:
        super().__init__(notebooks)
        self.problems = list(problems)

    def note(self) -> str:
        """Say what is not shown, and what could not be looked into."""
        return "\n".join(filter(None, [super().note(), *self.problems]))
