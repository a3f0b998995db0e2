"""One worker process as its parent sees it."""

import queue
import subprocess
import sys
import threading
from contextlib import suppress

from .frames import receive, send

__all__ = ["Process"]


class Process:
    """A started worker; its replies are collected by a thread, so that waiting can be broken off.

    Parameters
    ----------
    lane
        What the worker is for; ``decode`` works at a lower priority.
    """

    def __init__(self, lane: str) -> None:
        # With -P, a file in the folder where the server was started cannot stand in for a library.
        command = [sys.executable, "-P", "-m", "esap_jupyter.workers", lane]
        self._popen = subprocess.Popen(  # noqa: S603 (nothing from outside is in the command)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=self._collect, name=f"esap-{lane}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it could take a job."""
        return self._popen.poll() is None

    def submit(self, payload: bytes) -> bool:
        """Send a job; say whether it went out."""
        assert self._popen.stdin is not None
        try:
            send(self._popen.stdin, payload)
        except OSError:
            return False
        return True

    def reply(self, timeout: float) -> bytes | None:
        """Give the next reply, or nothing if the process has ended.

        Raises
        ------
        queue.Empty
            Raised if there is none within the time (seconds).
        """
        return self._replies.get(timeout=timeout)

    def kill(self) -> int:
        """End it, whatever it does; give its exit status."""
        self._popen.kill()
        status = self._popen.wait()
        assert self._popen.stdin is not None
        # What a dead worker has not read cannot be flushed, and need not be.
        with suppress(OSError):
            self._popen.stdin.close()
        return status

    def _collect(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as stream:
            while (payload := receive(stream)) is not None:
                self._replies.put(payload)
        self._replies.put(None)
