"""Starts the sandbox, a TAP service of its own in a process of its own, on first use."""

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO

from ..errors import NotAvailableError
from ..net import AddressGuard
from ..net.watch import SLICE, current_watch

__all__ = ["SandboxProcess"]

# Safe path (-P): a file of the workspace must not stand in for a library.
_COMMAND = (sys.executable, "-P", "-m", "esap_jupyter.sandbox", "--port", "0", "--parent-pipe")
_START_SECONDS = 60.0
_STOP_SECONDS = 5.0
_TAIL = 2000


class SandboxProcess:
    """The sandbox's process; it ends with this one, even when this one is killed.

    Parameters
    ----------
    guard
        Told the sandbox's address, which is not a public one.
    command
        What to run: prints its URL in one line, and ends when its standard input does.
    seconds
        How long it may take to start.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        command: Sequence[str] = _COMMAND,
        seconds: float = _START_SECONDS,
    ) -> None:
        self._guard = guard
        self._command = command
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._url = ""

    def url(self) -> str:
        """Return its address, starting it where it does not run (any more).

        Raises
        ------
        NotAvailableError
            It cannot be started.
        CancelledError
            Whoever asks has cancelled; see `esap_jupyter.net.cancel_scope`.
        """
        with self._turn():
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._url

    def close(self) -> None:
        """End it."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _stop(process)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        while not self._lock.acquire(timeout=SLICE):
            current_watch().check()
        try:
            yield
        finally:
            self._lock.release()

    def _start(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
            # A session of its own, so that interrupting a cell does not interrupt it.
            process = subprocess.Popen(  # noqa: S603  (a constant, but in tests)
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                start_new_session=True,
            )
            with contextlib.ExitStack() as undo:
                undo.callback(_stop, process)
                undo.callback(process.kill)
                url = self._first_line(process)
                if not url.startswith("http://127.0.0.1:"):
                    raise _failure(complaints)
                undo.pop_all()
        self._guard.allow(url)
        self._process, self._url = process, url

    def _first_line(self, process: "subprocess.Popen[str]") -> str:
        lines: list[str] = []
        assert process.stdout is not None
        thread = threading.Thread(
            target=lambda out: lines.append(out.readline().strip()),
            args=[process.stdout],
            name="esap-sandbox",
            daemon=True,
        )
        thread.start()
        deadline = time.monotonic() + self._seconds
        while thread.is_alive() and time.monotonic() < deadline:
            current_watch().check()
            thread.join(SLICE)
        return lines[0] if lines else ""


def _stop(process: "subprocess.Popen[str]") -> None:
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _failure(complaints: IO[str]) -> NotAvailableError:
    complaints.seek(0)
    lines = complaints.read()[-_TAIL:].split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    return NotAvailableError(
        f"The sandbox could not be started: {last}",
        remedy="It needs the packages that `pip install 'esap-jupyter[sandbox]'` brings.",
    )
