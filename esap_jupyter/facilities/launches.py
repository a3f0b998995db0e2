"""Launches: notebooks on their way to facilities, each an activity."""

import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from ..activities import Activities
from ..disk.book import Book
from ..errors import CancelledError, ConflictError, EsapError, NotFoundError
from ..models import ErrorInfo
from ..models.facilities import Launch, LaunchRequest
from ..wording import describe_error
from .base import ExistingFilesError, Launches, LaunchOptions
from .bundle import Bundle
from .telling import Teller

__all__ = ["LaunchDesk"]

_KEPT = 100
_OVER = ("ready", "failed", "cancelled")
_LEFT = ErrorInfo(
    code="interrupted",
    message="It was interrupted: the ESAP server that launched it has ended.",
    remedy="What it started at the facility may be running; launch again, which takes it as it is.",
)


class LaunchDesk:
    """Launches notebooks in threads, and remembers what became of them.

    Parameters
    ----------
    facility
        Gives a facility by its id.
    bundle
        Makes what travels of a request and the workspace.
    activities
        Gives the log of what takes time.
    home
        Gives ESAP's home.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        facility: Callable[[str], Launches],
        bundle: Callable[[LaunchRequest, Path | None], Bundle],
        activities: Callable[[], Activities],
        home: Callable[[], Path],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._facility = facility
        self._bundle = bundle
        self._activities = activities
        self._clock = clock
        self._book = Book(
            folder=home() / "launches",
            kind=Launch,
            noun="launch",
            id_of=lambda launch: launch.id,
            age=lambda launch: (launch.started, launch.id),
            most=_KEPT,
            may_go=lambda launch: launch.state in _OVER,
            remedy="Launch it again.",
        )
        self._lock = threading.Condition()
        self._live: dict[str, Teller] = {}
        self._tokens: dict[str, str] = {}

    def start(self, request: LaunchRequest, *, root: Path | None = None) -> Launch:
        """Begin to launch, and return at once; how it goes is told by its activity.

        Parameters
        ----------
        request
            What to launch, and where.
        root
            The workspace, where paths begin.

        Raises
        ------
        NotFoundError
            There is no such facility.
        NotAvailableError
            It opens no notebooks, or cannot be used.
        """
        facility = self._facility(request.facility)
        name = request.notebook.rpartition("/")[2] or request.workflow or "basket"
        key = uuid.uuid4().hex
        handle = self._activities().start(
            "launch", f"{name} at {facility.entry.name}", launch=key, message="waiting"
        )
        launch = Launch(
            id=key,
            facility=request.facility,
            activity=handle.id,
            title=name,
            started=self._clock(),
            # The basket is in the person's hands; here it is not kept once more.
            request=msgspec.structs.replace(request, basket=None),
        )
        teller = Teller(launch=launch, handle=handle, changed=self._changed)
        with self._lock:
            self._live[key] = teller
        self._book.put(launch)
        threading.Thread(
            target=self._run,
            args=(teller, facility, request, root),
            name=f"esap-launch-{key[:8]}",
            daemon=True,
        ).start()
        return launch

    def get(self, key: str) -> Launch:
        """Say how a launch is.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        with self._lock:
            live = self._live.get(key)
        return live.launch if live is not None else self._as_it_is(self._book.get(key))

    def list(self, facility: str = "") -> list[Launch]:
        """List the launches, the newest first: all, or those of one facility."""
        with self._lock:
            live = {key: teller.launch for key, teller in self._live.items()}
        found = (live.get(launch.id) or self._as_it_is(launch) for launch in self._book.list())
        return [launch for launch in found if facility in ("", launch.facility)]

    def cancel(self, key: str) -> Launch:
        """End a launch that is under way; its server is told to stop where that can be.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        launch = self.get(key)
        if launch.state not in _OVER:
            self._activities().cancel(launch.activity)
        return launch

    def forget(self, key: str) -> None:
        """Remember a launch no longer; what was opened stays open.

        Raises
        ------
        NotFoundError
            There is none of that id.
        ConflictError
            It has not ended.
        """
        if self.get(key).state not in _OVER:
            raise ConflictError("It has not ended.", remedy="Cancel it first.")
        self._book.forget(key)
        self._tokens.pop(key, None)

    def address(self, key: str) -> str:
        """Return what a browser is sent to, to open what was launched.

        Where a server was made for this launch alone, as by a BinderHub, what opens it is part of
        the address. It is kept by this process alone, and stands in nothing that is listed.

        Raises
        ------
        NotFoundError
            There is no such launch.
        ConflictError
            It is not ready.
        """
        launch = self.get(key)
        if launch.state != "ready":
            raise ConflictError(
                f"{launch.title} is not ready.", remedy="Wait for it, or launch it again."
            )
        token = self._tokens.get(key)
        return f"{launch.url}?{urlencode({'token': token})}" if token else launch.url

    def wait(self, key: str, on_update: Callable[[Launch], None] | None = None) -> Launch:
        """Wait until a launch has ended, telling each state that is seen."""
        seen: Launch | None = None
        while True:
            launch = self.get(key)
            if launch != seen and on_update is not None:
                on_update(launch)
            seen = launch
            with self._lock:
                # The activity of one that is no longer done here has ended, too.
                if launch.state in _OVER and key not in self._live:
                    return launch
                self._lock.wait(0.2)

    def close(self) -> None:
        """Leave what is under way: what was started at facilities goes on there."""
        with self._lock:
            live = list(self._live.values())
        for teller in live:
            left = {"state": "failed", "message": "", "progress": None, "error": _LEFT}
            self._end(teller, lambda: None, **left)

    def _run(
        self, teller: Teller, facility: Launches, request: LaunchRequest, root: Path | None
    ) -> None:
        handle = teller.handle
        handle.update(message="waiting")
        try:
            bundle = self._bundle(request, root)
            if bundle.title:
                teller.change(title=bundle.title)
                handle.tell(title=f"{bundle.title} at {facility.entry.name}")
            options = LaunchOptions(values=request.options, existing=request.existing)
            launched = facility.launch(bundle, options, teller, handle.cancel)
        except Exception as error:  # noqa: BLE001  (a launch says that it failed)
            failure = error
            self._end(teller, lambda: handle.fail(failure), **_failure(error))
        else:
            if launched.token:
                self._tokens[teller.launch.id] = launched.token
            done = {"state": "ready", "message": "", "progress": 1.0, "url": launched.url}
            self._end(teller, handle.finish, **done)

    def _end(self, teller: Teller, told: Callable[[], None], **changes: Any) -> None:
        """Write down what became of a launch, then tell it, so that whoever is told finds it."""
        if teller.launch.ended is not None:
            return
        teller.change(**changes, ended=self._clock())
        with suppress(EsapError):
            self._book.put(teller.launch)
        told()
        with self._lock:
            self._live.pop(teller.launch.id, None)
            self._lock.notify_all()

    def _changed(self, _launch: Launch) -> None:
        with self._lock:
            self._lock.notify_all()

    def _as_it_is(self, launch: Launch) -> Launch:
        """Return a launch that this process does not do: one whose process has died says so."""
        if launch.state in _OVER:
            return launch
        try:
            activity = self._activities().get(launch.activity)
        except NotFoundError:
            activity = None
        if activity is not None and activity.ended is None:
            return msgspec.structs.replace(launch, state="starting", message=activity.message)
        launch = self._book.get(launch.id)
        if launch.state in _OVER:
            # Its process has written that down since it was read.
            return launch
        ended = activity.ended if activity is not None else self._clock()
        left = msgspec.structs.replace(
            launch, state="failed", message="", progress=None, ended=ended, error=_LEFT
        )
        with suppress(EsapError):
            self._book.put(left)
        return left


def _failure(error: Exception) -> dict[str, Any]:
    cancelled = isinstance(error, CancelledError)
    files = list(error.files) if isinstance(error, ExistingFilesError) else []
    return {
        "state": "cancelled" if cancelled else "failed",
        "message": "",
        "progress": None,
        "error": describe_error(error),
        "conflicts": files,
    }
