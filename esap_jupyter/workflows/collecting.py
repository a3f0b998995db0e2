"""Reads all of a repository into the index, slowly enough for it, as an activity."""

import time
from collections.abc import Callable, Iterator

from ..activities import Handle
from ..errors import CancelledError, EsapError
from ..models.workflows import Workflow
from .base import Repository
from .index import WorkflowIndex
from .patience import patient

__all__ = ["Collecting"]

_MOST = 2000
_PATIENCE = 120.0
_TOLD = 5


class Collecting:
    """Reads one repository.

    Parameters
    ----------
    repository
        Whom to ask.
    index
        Where what it tells is kept.
    look
        Looks into one workflow, and keeps what it sees.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        repository: Repository,
        index: WorkflowIndex,
        look: Callable[..., Workflow],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._repository = repository
        self._index = index
        self._look = look
        self._clock = clock

    def run(self, handle: Handle) -> None:
        """Read, look into what has not been looked into, and end the activity in any case."""
        try:
            with patient(_PATIENCE):
                said = self._run(handle)
        except EsapError as error:
            handle.fail(error)
        except BaseException as error:
            handle.fail(error)
            raise
        else:
            handle.finish(message=said)

    def _run(self, handle: Handle) -> str:
        begun = self._clock()
        handle.update(message="Reading records")
        found = list(self._records(handle))
        if len(found) < _MOST:
            self._index.complete(
                self._repository.entry.id, [each.id for each in found], since=begun
            )
        unseen = [each for each in found if each.notebooks is None and each.files]
        failed: list[str] = []
        handle.update(message="Looking inside", done=0, total=len(unseen), unit="records")
        for number, each in enumerate(unseen, start=1):
            try:
                self._look(each, is_strict=True, cancel=handle.cancel)
            except CancelledError:
                raise
            except EsapError as error:
                failed.append(f"{each.title}: {error.message}")
            handle.update(done=number, total=len(unseen))
        return _said(found, failed)

    def _records(self, handle: Handle) -> Iterator[Workflow]:
        after, count = "", 0
        while True:
            page = self._repository.everything(after=after, cancel=handle.cancel)
            kept = self._index.put(page.items)
            count += len(kept)
            handle.update(done=count, total=page.total, unit="records")
            yield from kept
            after = page.after
            if not after or count >= _MOST:
                return


def _said(found: list[Workflow], failed: list[str]) -> str:
    words = f"{len(found)} records are known."
    if len(found) >= _MOST:
        words += f" There are more than {_MOST}; the others are found by asking only."
    if failed:
        more = f" and {len(failed) - _TOLD} more" if len(failed) > _TOLD else ""
        words += f" Not looked into: {'; '.join(failed[:_TOLD])}{more}."
    return words
