"""The process that runs one notebook, as seen by who started it."""

import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec

from ...activities import Handle
from ...errors import (
    ArchiveError,
    BadRequestError,
    CancelledError,
    EsapError,
    NotAvailableError,
)

__all__ = ["NotebookError", "Told", "run_process"]

_GRACE = 10.0
_TICK = 0.1
_TAIL = 2000


class NotebookError(ArchiveError):
    """A cell of a notebook failed."""

    code = "notebook_failed"


class Told:
    """What the process has told."""

    def __init__(self) -> None:
        self.output = ""
        self.exported = ""
        self.kernel = 0
        self.notes: list[str] = []
        self.error: EsapError | None = None
        self.has_ended = False

    def take(self, event: Mapping[str, Any], handle: Handle, name: str) -> None:
        """Take one line."""
        if "cell" in event:
            self.kernel = event["kernel"]
            words = f"cell {event['cell']} of {event['cells']}" if event["cell"] else "starting"
            handle.tell(
                state="running",
                message=words,
                done=max(0, event["cell"] - 1),
                total=event["cells"],
                unit="cells",
            )
        self.output = event.get("output", self.output)
        self.exported = self.exported or event.get("exported", "")
        self.notes += [event["note"]] if "note" in event else []
        if "error" in event:
            told = event["error"]
            self.error = _error(told)
        if "failure" in event:
            self.has_ended = True
            if event["failure"]:
                self.error = _failed(event["failure"], name, Path(self.output).name)


def run_process(handle: Handle, work: Mapping[str, Any], told: Told) -> None:
    """Run the process to its end, or end it where that is wanted."""
    command = [sys.executable, "-m", f"{__package__}.child"]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(  # noqa: S603  (our own module)
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        ) as process:
            watch = threading.Thread(target=_end_when_cancelled, args=(handle, process, told))
            watch.start()
            # One that has ended already tells nothing, which is looked at below.
            with suppress(BrokenPipeError):
                assert process.stdin is not None
                process.stdin.write(msgspec.json.encode(work) + b"\n")
            _listen(process, handle, told, Path(work["source"]).name)
            process.wait()
            watch.join()
        if handle.cancelled:
            raise CancelledError("It was cancelled.")
        if not told.has_ended and told.error is None:
            raise NotAvailableError(
                f"The process that ran it ended unexpectedly ({process.returncode}). "
                f"{_tail(errors)}".strip(),
                remedy="Try again; it may have been short of memory.",
            )


def _listen(process: "subprocess.Popen[bytes]", handle: Handle, told: Told, name: str) -> None:
    assert process.stdout is not None
    with io.BufferedReader(process.stdout) as lines:  # type: ignore[type-var]  # it is raw
        for line in lines:
            told.take(msgspec.json.decode(line), handle, name)


def _end_when_cancelled(handle: Handle, process: "subprocess.Popen[bytes]", told: Told) -> None:
    """Have the process end its kernel and write the notebook, and end both where it does not."""
    while process.poll() is None:
        if handle.cancel.wait(_TICK):
            _signal(process.pid, signal.SIGTERM)
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                for group in filter(None, (process.pid, told.kernel)):
                    _signal(group, signal.SIGKILL)
            return


def _signal(group: int, number: int) -> None:
    """Tell a process and those that it has started; a kernel is a group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - _TAIL))
    lines = errors.read().decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""


def _error(told: Mapping[str, str]) -> EsapError:
    kinds = {each.code: each for each in (BadRequestError, NotAvailableError)}
    kind = kinds.get(told["code"], NotAvailableError)
    return kind(told["message"], remedy=told.get("remedy", ""))


def _failed(failure: Mapping[str, Any], name: str, output: str) -> NotebookError:
    named = f"{failure['name']}: " if failure["name"] else ""
    said = f"Cell {failure['cell']} of {name} failed: {named}{failure['value']}".rstrip(". \n")
    return NotebookError(f"{said}.", remedy=f"Open {output}, which has all up to there.")
