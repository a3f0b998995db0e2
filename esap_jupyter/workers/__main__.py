"""The worker process: takes jobs from its parent, one after the other, and ends with it."""

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from ..errors import EsapError
from .frames import decode, encode, receive, send

IDLE_SECONDS = 300.0
PROGRESS_SECONDS = 0.1


class Worker:
    """Runs jobs in the main thread while another thread watches for the parent's end.

    Parameters
    ----------
    jobs
        Pipe from the parent.
    replies
        Pipe to the parent.
    """

    def __init__(self, *, jobs: IO[bytes], replies: IO[bytes]) -> None:
        self._jobs = jobs
        self._replies = replies
        self._waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def run(self) -> None:
        """Work until the parent goes or has had nothing to do for a while."""
        threading.Thread(target=self._listen, daemon=True).start()
        with suppress(queue.Empty):
            while True:
                self._work(self._waiting.get(timeout=IDLE_SECONDS))

    def _listen(self) -> None:
        while (payload := receive(self._jobs)) is not None:
            self._waiting.put(payload)
        # Nobody wants the answer of a job that may still be running.
        os._exit(0)

    def _work(self, payload: bytes) -> None:
        self._reply("started", None)
        try:
            function, arguments, keywords, progress = decode(payload)
            if progress:
                keywords["progress"] = self._reporter()
            answer = encode(("done", function(*arguments, **keywords)))
        except Exception as error:  # noqa: BLE001 (it is the parent who decides)
            answer = _failure(error)
        send(self._replies, answer)

    def _reporter(self) -> Callable[[int], None]:
        last = 0.0

        def report(done: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= PROGRESS_SECONDS:
                last = now
                self._reply("progress", done)

        return report

    def _reply(self, kind: str, value: object) -> None:
        send(self._replies, encode((kind, value)))


def _failure(error: Exception) -> bytes:
    """Pickle an error so that the parent can surely read it."""
    trace = "".join(traceback.format_exception(error))
    try:
        payload = encode(("failed", (error, trace)))
        decode(payload)
    except Exception:  # noqa: BLE001 (whatever an error's own pickling may raise)
        plain = EsapError(f"{type(error).__name__}: {error}")
        payload = encode(("failed", (plain, trace)))
    return payload


def _private(descriptor: int, replacement: int, mode: str) -> IO[bytes]:
    """Take a standard stream for ourselves and give the libraries another in its place."""
    own = os.dup(descriptor)
    os.dup2(replacement, descriptor)
    stream: IO[bytes] = os.fdopen(own, mode)
    return stream


def main() -> None:
    """Work for the process that has started this one."""
    # Ctrl-C in a terminal reaches the whole group; it is the parent who ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "decode" in sys.argv[1:] and hasattr(os, "nice"):
        os.nice(5)
    nothing = os.open(os.devnull, os.O_RDONLY)
    jobs = _private(0, nothing, "rb")
    replies = _private(1, 2, "wb")
    Worker(jobs=jobs, replies=replies).run()


if __name__ == "__main__":
    main()
