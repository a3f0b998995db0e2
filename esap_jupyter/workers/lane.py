"""A lane: jobs in the order in which they came, one worker process for them all."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import CancelledError, EsapError
from .frames import decode
from .process import Process

__all__ = ["Lane"]

LOOK_SECONDS = 0.1

Cancel = threading.Event | None
Progress = Callable[[int], None] | None


class Lane:
    """Runs one job at a time; the process starts with the first and is replaced when it ends.

    Parameters
    ----------
    name
        What the lane is for.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._tickets: deque[threading.Event] = deque()
        self._process: Process | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of the process, where there is one."""
        process = self._process
        return process.pid if process and process.alive else None

    def run(self, payload: bytes, *, cancel: Cancel, progress: Progress) -> Any:
        """Run a job when its turn comes, and give what it gives or raise what it raises."""
        with self._turn(cancel):
            answer = self._work(payload, cancel, progress)
            # A worker that nobody has used for long ends by itself, perhaps just now.
            if answer is None:
                answer = self._work(payload, cancel, progress)
        return _open(answer)

    def close(self) -> None:
        """End the process; who still waits is told so."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process:
            process.kill()

    @contextmanager
    def _turn(self, cancel: Cancel) -> Iterator[None]:
        ticket = threading.Event()
        with self._lock:
            self._tickets.append(ticket)
            self._tickets[0].set()
        try:
            while not ticket.wait(LOOK_SECONDS):
                self._look(cancel)
            yield
        finally:
            with self._lock:
                self._tickets.remove(ticket)
                if self._tickets:
                    self._tickets[0].set()

    def _look(self, cancel: Cancel) -> None:
        if self._closed:
            raise CancelledError("The server is stopping.")
        if cancel and cancel.is_set():
            raise CancelledError("Cancelled.")

    def _ready(self) -> Process:
        with self._lock:
            self._look(None)
            if self._process and not self._process.alive:
                self._process.kill()
                self._process = None
            if not self._process:
                self._process = Process(self._name)
            return self._process

    def _work(self, payload: bytes, cancel: Cancel, progress: Progress) -> tuple[str, Any] | None:
        """Run a job; give its answer, or nothing where the process ended before it began."""
        self._look(cancel)
        process = self._ready()
        finished = False
        try:
            sent = process.submit(payload)
            answer = self._listen(process, cancel, progress) if sent else None
            finished = answer is not None and answer[0] != "ended"
        finally:
            if not finished:
                status = process.kill()
        if not finished:
            self._look(cancel)
        if answer and answer[0] == "ended":
            raise _ended(status)
        return answer

    def _listen(
        self, process: Process, cancel: Cancel, progress: Progress
    ) -> tuple[str, Any] | None:
        started = False
        while True:
            self._look(cancel)
            try:
                payload = process.reply(LOOK_SECONDS)
            except queue.Empty:
                continue
            if payload is None:
                return ("ended", None) if started else None
            kind, value = decode(payload)
            started = True
            if kind in {"done", "failed"}:
                return kind, value
            if kind == "progress" and progress:
                progress(value)


def _open(answer: tuple[str, Any] | None) -> Any:
    if answer is None:
        raise EsapError(
            "The helper process of the ESAP server extension cannot be started.",
            remedy="The server's log may say why; restart the server.",
        )
    kind, value = answer
    if kind == "done":
        return value
    error, trace = value
    error.add_note(f"In a worker process:\n{trace}")
    raise error


def _ended(status: int) -> EsapError:
    how = f"by signal {-status}" if status < 0 else f"with status {status}"
    return EsapError(
        f"The helper process of the ESAP server extension ended ({how}) in the middle of the work.",
        remedy="Perhaps memory ran out: ask for fewer rows, then try again.",
    )
