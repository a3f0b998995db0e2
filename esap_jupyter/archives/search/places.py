"""Finds the positions of a search's targets while it runs."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from ...activities import Handle
from ...errors import CancelledError, EsapError, TargetNotFoundError, sentence
from ...models import Target, Unresolved
from ...net import cancel_scope
from ...wording import describe_error

__all__ = ["Places"]

_AT_ONCE = 4
"""How many names are looked for at the same time."""
_GLANCE = 0.1
_NAMED = 20


class Places:
    """The targets of a search, each found or not.

    Parameters
    ----------
    targets
        What is known from the beginning.
    texts
        Names and coordinates that are to be resolved in `run`.
    resolve
        Finds one, or raises an `EsapError`.
    """

    def __init__(
        self,
        *,
        targets: Sequence[Target] = (),
        texts: Sequence[str] = (),
        resolve: Callable[[str], Target] | None = None,
    ) -> None:
        self._texts = texts
        self._resolve = resolve
        self._lock = threading.Lock()
        self._found: dict[int, Target] = dict(enumerate(targets))
        self._missing: dict[int, Unresolved] = {}
        self._fault: BaseException | None = None
        self._stop = threading.Event()
        self._over = threading.Event()
        if not texts:
            self._over.set()

    @property
    def targets(self) -> list[Target]:
        """Those found so far, in the order in which they were given."""
        with self._lock:
            return [self._found[at] for at in sorted(self._found)]

    @property
    def unresolved(self) -> list[Unresolved]:
        """Those that cannot be found, so far, with the reasons."""
        with self._lock:
            return [self._missing[at] for at in sorted(self._missing)]

    @property
    def notes(self) -> list[str]:
        """What to tell of those that were left out."""
        missing = self.unresolved
        if not missing:
            return []
        named = [one.text for one in missing[:_NAMED]]
        more = [f"and {len(missing) - _NAMED} more"] if len(missing) > _NAMED else []
        names = ", ".join([*named, *more])
        number = f"{len(missing)} of {len(self._texts)} targets"
        return [f"{number} could not be found and were left out: {names}."]

    def start(self, handles: Sequence[Handle]) -> None:
        """Begin to resolve, in a thread; the activities tell how far it is.

        Parameters
        ----------
        handles
            Those of the archives that wait for it. When none waits any more, it ends.
        """
        if self._texts:
            threading.Thread(
                target=self._run, args=(handles,), name="esap-targets", daemon=True
            ).start()

    def wait(self, handle: Handle) -> list[Target]:
        """Wait until all are found or given up.

        Raises
        ------
        CancelledError
            The activity was cancelled meanwhile.
        TargetNotFoundError
            None could be found.
        BaseException
            A fault of this program, which is no reason to leave a target out.
        """
        while not self._over.wait(_GLANCE):
            if handle.cancelled:
                raise CancelledError("It was cancelled while its targets were looked for.")
        if self._fault is not None:
            raise self._fault
        targets, missing = self.targets, self.unresolved
        if self._texts and not targets:
            why = f" {sentence(missing[0].error.message)}" if missing else ""
            raise TargetNotFoundError(
                f"None of the {len(self._texts)} targets could be found.{why}",
                remedy="Check the spelling, or give coordinates such as 10.684 +41.269.",
            )
        return targets

    def _run(self, handles: Sequence[Handle]) -> None:
        try:
            with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="esap-target") as pool:
                waiting = {
                    pool.submit(self._one, at, text, handles) for at, text in enumerate(self._texts)
                }
                while waiting:
                    self._tell(handles)
                    done, waiting = wait(waiting, timeout=_GLANCE)
                    for one in done:
                        self._fault = one.exception() or self._fault
                    if _are_gone(handles):
                        self._stop.set()
        finally:
            self._over.set()

    def _one(self, at: int, text: str, handles: Sequence[Handle]) -> None:
        if _are_gone(handles):
            return
        assert self._resolve is not None
        try:
            with cancel_scope(self._stop):
                target = self._resolve(text)
        except CancelledError:
            return
        except EsapError as error:
            with self._lock:
                self._missing[at] = Unresolved(text=text, error=describe_error(error))
        else:
            with self._lock:
                self._found[at] = target

    def _tell(self, handles: Sequence[Handle]) -> None:
        with self._lock:
            done = len(self._found) + len(self._missing)
        for handle in handles:
            handle.update(message="resolving", done=done, total=len(self._texts))


def _are_gone(handles: Sequence[Handle]) -> bool:
    return all(handle.cancelled or handle.activity.ended is not None for handle in handles)
