"""How much memory there is for this process, in a container too."""

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["available_memory", "share_of_memory"]

_PROC = Path("/proc/self/cgroup")
_CGROUPS = Path("/sys/fs/cgroup")
_UNKNOWN = 4 << 30
"""What is assumed where the system does not tell."""


def share_of_memory(share: float, *, most: int) -> int:
    """Return a share of the memory that this process may use, in bytes.

    Parameters
    ----------
    share
        Of 1.
    most
        No more than so many bytes, however large the machine is.
    """
    return min(most, int(available_memory() * share))


def available_memory(*, membership: Path = _PROC, cgroups: Path = _CGROUPS) -> int:
    """Return what the machine has, or what its control groups leave to this process, in bytes.

    Parameters
    ----------
    membership
        The file that tells in which control groups the process is.
    cgroups
        Where control groups are mounted; both versions are understood.
    """
    return min([_machine(), *_limits(membership, cgroups)])


def _machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN


def _limits(membership: Path, cgroups: Path) -> Iterator[int]:
    for folder, name in _folders(membership, cgroups):
        try:
            text = (folder / name).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text.isdigit():
            yield int(text)


def _folders(membership: Path, cgroups: Path) -> Iterator[tuple[Path, str]]:
    """Yield the groups of the process and those around them, with the name of the limit's file."""
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        root, name = cgroups, "memory.max"
        if controllers:
            root, name = cgroups / "memory", "memory.limit_in_bytes"
        # In a container, the path may be one of the host, where nothing is mounted.
        inner = root / group.lstrip("/")
        for folder in (inner, *inner.parents):
            yield folder, name
            if folder == root:
                break
