"""Finds workflows in all repositories at once, and in the index where one does not answer."""

import contextvars
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from ..errors import EsapError
from ..models.workflows import RepositoryState, Workflow, WorkflowPage, WorkflowQuestion
from .index import WorkflowIndex
from .shelf import Shelf
from .stream import Stream, Taken

__all__ = ["WorkflowFinder"]

_KEPT = 64
_FRESH = 600.0
_MOST = 100
_MOST_KNOWN = 200


class WorkflowFinder:
    """Asks repositories side by side, and gives their records in turn.

    Parameters
    ----------
    shelf
        The repositories.
    index
        What is known of before.
    clock
        Unix time in seconds.
    """

    def __init__(
        self, *, shelf: Shelf, index: WorkflowIndex, clock: Callable[[], float] = time.time
    ) -> None:
        self._shelf = shelf
        self._index = index
        self._clock = clock
        self._lock = threading.Lock()
        self._streams: OrderedDict[tuple[str, str], Stream] = OrderedDict()

    def search(
        self, question: WorkflowQuestion, *, cancel: threading.Event | None = None
    ) -> WorkflowPage:
        """Return a page of what fits; each repository's state tells what came of asking it.

        What the index knows besides follows behind what repositories found: words inside
        notebooks, and all of a repository that does not answer.

        Parameters
        ----------
        question
            What is looked for.
        cancel
            Ends it when set.

        Raises
        ------
        NotFoundError
            There is no such repository.
        CancelledError
            It was cancelled.
        """
        question = msgspec.structs.replace(
            question, limit=max(1, min(question.limit, _MOST)), offset=max(0, question.offset)
        )
        chosen = list(dict.fromkeys(question.repositories)) or self._shelf.ids
        asked, states = self._asked(chosen, question)
        if not asked:
            return self._from_index(question, chosen, states)
        taken = self._take(asked, question, cancel)
        for key, each in taken.items():
            states[key] = _state(self._shelf.state(key), each)
        items = _in_turn([each.items for each in taken.values()])
        is_whole = all(len(each.items) >= each.total for each in taken.values())
        is_least = any(each.is_least for each in taken.values())
        total = sum(each.total for each in taken.values())
        if (is_whole and not is_least) or any(each.error for each in taken.values()):
            # Before that, what the index knows may be what repositories have not told yet.
            items += self._also_known(question, chosen, {each.id for each in items})
            total = len(items)
        start = question.offset
        return WorkflowPage(
            # Pages that came some minutes ago are shown with what was seen inside since then.
            items=self._index.renewed(items[start : start + question.limit]),
            total=total,
            is_least=is_least,
            states=[states[key] for key in chosen],
        )

    def _asked(
        self, chosen: Sequence[str], question: WorkflowQuestion
    ) -> tuple[dict[str, Stream], dict[str, RepositoryState]]:
        """Choose whom to ask, and describe the others."""
        asked: dict[str, Stream] = {}
        states: dict[str, RepositoryState] = {}
        times = self._index.times()
        for key in chosen:
            if key not in self._shelf.ids:
                self._shelf.get(key)
            states[key] = self._shelf.state(key)
            if key in times:
                states[key] = msgspec.structs.replace(states[key], when=times[key][1])
            if states[key].state == "failed":
                continue
            repository = self._shelf.get(key)
            if not (question.is_offline and repository.is_remote):
                asked[key] = self._stream(key, question)
        return asked, states

    def _stream(self, key: str, question: WorkflowQuestion) -> Stream:
        bare = msgspec.structs.replace(
            question, offset=0, limit=1, repositories=[], is_offline=False
        )
        name = (key, msgspec.json.encode(bare).decode())
        with self._lock:
            found = self._streams.get(name)
            if found is None or self._clock() - found.made > _FRESH:
                repository = self._shelf.get(key)
                keep = self._index.put if repository.is_kept else list
                found = Stream(repository, bare, keep=keep, clock=self._clock)
                self._streams[name] = found
            self._streams.move_to_end(name)
            while len(self._streams) > _KEPT:
                self._streams.popitem(last=False)
        return found

    def _take(
        self,
        asked: dict[str, Stream],
        question: WorkflowQuestion,
        cancel: threading.Event | None,
    ) -> dict[str, Taken]:
        wanted = question.offset + question.limit
        if len(asked) == 1:
            ((key, stream),) = asked.items()
            return {key: stream.take(wanted, cancel)}
        with ThreadPoolExecutor(len(asked), thread_name_prefix="esap-workflows") as pool:
            running = {
                # A scope of the caller, such as its cancel, is of its thread.
                key: pool.submit(contextvars.copy_context().run, stream.take, wanted, cancel)
                for key, stream in asked.items()
            }
            return {key: each.result() for key, each in running.items()}

    def _also_known(
        self, question: WorkflowQuestion, chosen: Sequence[str], found: set[str]
    ) -> list[Workflow]:
        return self._index.others(question, chosen, found, _MOST_KNOWN)

    def _from_index(
        self,
        question: WorkflowQuestion,
        chosen: Sequence[str],
        states: dict[str, RepositoryState],
    ) -> WorkflowPage:
        items, total = self._index.search(question, chosen)
        return WorkflowPage(items=items, total=total, states=[states[key] for key in chosen])


def _in_turn(lists: Sequence[Sequence[Workflow]]) -> list[Workflow]:
    longest = max((len(each) for each in lists), default=0)
    return [each[row] for row in range(longest) for each in lists if row < len(each)]


def _state(state: RepositoryState, taken: Taken) -> RepositoryState:
    error: EsapError | None = taken.error
    if error is not None:
        return msgspec.structs.replace(
            state, state="failed", message=error.message, remedy=error.remedy
        )
    found = None if taken.is_least else taken.total
    return msgspec.structs.replace(state, state="ok", when=taken.when, found=found)
