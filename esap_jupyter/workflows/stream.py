"""Reads on in what one repository found, as far as somebody looks."""

import threading
import time
from collections.abc import Callable, Sequence

import msgspec

from ..errors import CancelledError, EsapError
from ..models.workflows import Workflow, WorkflowQuestion
from .base import Repository
from .fitting import fits, is_filtered

__all__ = ["Stream", "Taken"]

_MOST_PAGES = 8


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a search at one repository so far.

    ``total`` counts all that fit, of which ``is_least`` says that there may be more; ``error`` is
    why there is no more.
    """

    items: Sequence[Workflow]
    total: int
    is_least: bool
    error: EsapError | None
    when: float


class Stream:
    """One search at one repository. Pages that came are kept, so that turning them asks once.

    Parameters
    ----------
    repository
        Whom to ask.
    question
        What is looked for.
    keep
        Told of the workflows that came; returns them with what is known of their inside.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        repository: Repository,
        question: WorkflowQuestion,
        *,
        keep: Callable[[list[Workflow]], list[Workflow]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._repository = repository
        self._question = question
        self._keep = keep
        self._lock = threading.Lock()
        self._items: dict[str, Workflow] = {}
        self._after = ""
        self._is_begun = False
        self._total: int | None = None
        self.made = clock()

    def take(self, count: int, cancel: threading.Event | None = None) -> Taken:
        """Read on until that many fit, or there are no more, or an error ends it.

        An error is not kept: who asks again tries again.

        Parameters
        ----------
        count
            How many are wanted.
        cancel
            Ends it when set.

        Raises
        ------
        CancelledError
            It was cancelled.
        """
        error: EsapError | None = None
        with self._lock:
            for _ in range(_MOST_PAGES):
                if len(self._items) >= count or self._is_at_end:
                    break
                try:
                    self._page(cancel)
                except CancelledError:
                    raise
                except EsapError as reason:
                    error = reason
                    break
            return self._taken(error)

    @property
    def _is_at_end(self) -> bool:
        return self._is_begun and not self._after

    def _page(self, cancel: threading.Event | None) -> None:
        page = self._repository.search(self._question, after=self._after, cancel=cancel)
        self._is_begun, self._after = True, page.after
        self._total = page.total
        for each in self._keep(page.items):
            if fits(each, self._question):
                self._items.setdefault(each.id, each)

    def _taken(self, error: EsapError | None) -> Taken:
        known = len(self._items)
        if self._is_at_end:
            total, is_least = known, False
        elif is_filtered(self._question) or self._total is None:
            total, is_least = known, True
        else:
            total, is_least = max(known, self._total), False
        return Taken(
            items=list(self._items.values()),
            total=total,
            is_least=is_least or error is not None,
            error=error,
            when=self.made,
        )
