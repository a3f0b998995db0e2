"""Writes down what a job has gone through and printed."""

from collections.abc import Mapping
from typing import Any

from ...models.facilities import BatchLog
from .states import moment

__all__ = ["log_text"]

_LONGEST = 200_000
_IDLE = ("", "idem", "Unknown", "None")


def log_text(history: Any, printed: Mapping[str, bytes]) -> BatchLog:
    """Put the states of a job, as DiracX logs them, and its own words into one text.

    Parameters
    ----------
    history
        ``LoggingInfo`` of DiracX's search.
    printed
        What the job printed, by the name of the file.
    """
    rows = [row for row in history if isinstance(row, dict)] if isinstance(history, list) else []
    lines = [_line(row) for row in rows]
    truncated = False
    for name, content in printed.items():
        text = content.decode("utf-8", errors="replace")
        if len(text) > _LONGEST:
            text, truncated = text[-_LONGEST:], True
        if text.strip():
            lines += ["", f"== {name} ==", text.rstrip()]
    return BatchLog(text="\n".join(lines), truncated=truncated)


def _line(row: Mapping[str, Any]) -> str:
    when = str(row.get("StatusTime") or row.get("DateTime") or "")
    stamp = when.partition(".")[0].replace("T", " ") if moment(when) else when
    words = (str(row.get(key) or "") for key in ("Status", "MinorStatus", "ApplicationStatus"))
    said = "; ".join(word for word in words if word not in _IDLE)
    source = str(row.get("Source") or row.get("StatusSource") or "")
    return f"{stamp} {said}{f' ({source})' if source not in _IDLE else ''}".strip()
