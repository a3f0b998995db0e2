"""Which process does the work, so that others can tell when it has died."""

import os
import platform
from pathlib import Path
from typing import Self

import msgspec

__all__ = ["Owner"]


class Owner(msgspec.Struct, frozen=True):
    """A process on a machine; ``born`` tells a process from a later one of the same id."""

    host: str
    pid: int
    born: str

    @classmethod
    def current(cls) -> Self:
        """Describe this process."""
        return cls(host=platform.node(), pid=os.getpid(), born=_born(os.getpid()))

    def is_gone(self) -> bool:
        """Whether the process has surely ended; of another machine nobody can be sure."""
        if self.host != platform.node():
            return False
        return not _exists(self.pid) or _is_dead(self.pid) or _born(self.pid) != self.born


def _exists(pid: int) -> bool:
    if os.name == "nt":
        # Signal 0 would end a process on Windows; silence for a day tells it there.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _born(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if fields else ""


def _is_dead(pid: int) -> bool:
    """Whether it has ended and only its parent has not looked yet, as in many a container."""
    return _stat(pid)[:1] in (["Z"], ["X"])


def _stat(pid: int) -> list[str]:
    """Return what ``/proc`` tells of a process from its state on, or nothing."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    # The name in parentheses may hold spaces; the start time is the 20th field after it.
    return stat.rpartition(")")[2].split()
