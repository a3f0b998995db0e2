"""What this server may use: told by a Hub in the environment, or by the kernel's control groups."""

from collections.abc import Mapping
from pathlib import Path

from .models import Limits

__all__ = ["CGROUP", "limits_of"]

CGROUP = Path("/sys/fs/cgroup")
"""Where Linux shows the control group that a container is in."""

_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_IMAGES = ("JUPYTER_IMAGE_SPEC", "JUPYTER_IMAGE")


def limits_of(environ: Mapping[str, str], cgroup: Path = CGROUP) -> Limits:
    """Read the limits; nothing is measured but what the control group says of itself.

    ``MEM_LIMIT`` and ``CPU_LIMIT`` are JupyterHub's for its servers (`Spawner.get_env`),
    ``memory.max``, ``memory.current`` and ``cpu.max`` those of control groups, version 2, and
    ``ABNORMAL_STARTUP`` is that of Rubin's science platform.
    """
    memory = _bytes(environ.get("MEM_LIMIT", "")) or _number(_word(cgroup / "memory.max"))
    used = _number(_word(cgroup / "memory.current")) if memory else None
    return Limits(
        image=next((environ[name] for name in _IMAGES if environ.get(name)), ""),
        memory=None if memory is None else str(memory),
        memory_used=None if used is None else str(used),
        cpu=_cores(environ.get("CPU_LIMIT", "")) or _quota(cgroup / "cpu.max"),
        abnormal=_abnormal(environ),
    )


def _abnormal(environ: Mapping[str, str]) -> str:
    if environ.get("ABNORMAL_STARTUP", "").upper() not in {"TRUE", "1", "YES"}:
        return ""
    told = environ.get("ABNORMAL_STARTUP_MESSAGE") or environ.get("ABNORMAL_STARTUP_STRERROR")
    return told or "The server did not start as it should."


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _bytes(text: str) -> int | None:
    """Read bytes as JupyterHub writes them: a number, or one with K, M, G or T."""
    number, unit = (text[:-1], text[-1:].upper()) if text[-1:].isalpha() else (text, "")
    try:
        return int(float(number) * _UNITS.get(unit, 1)) or None
    except (ValueError, OverflowError):
        return None


def _cores(text: str) -> float | None:
    try:
        cores = float(text)
    except ValueError:
        return None
    return cores if 0 < cores < float("inf") else None


def _quota(path: Path) -> float | None:
    """Read ``cpu.max``: microseconds that may be used of each period, or ``max``."""
    quota, _, period = _word(path).partition(" ")
    allowed, of = _number(quota), _number(period)
    return allowed / of if allowed and of else None
