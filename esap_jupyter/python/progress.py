"""One line on a terminal that says how far a search is."""

import sys
from typing import TextIO

from ..models import Activity, Search
from ..models.facilities import Launch

__all__ = ["ActivityLine", "LaunchLine", "ProgressLine"]

_WIDTH = 100
_MEGABYTE = 1 << 20


class ProgressLine:
    """Rewrites one line of standard error; silent where nobody watches.

    Parameters
    ----------
    stream
        Where to write.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()

    def update(self, search: Search) -> None:
        """Show a search as it is."""
        if self._shown:
            parts = [f"{one.archive}: {_words(one)}" for one in search.activities]
            line = f"{search.title} · " + " · ".join(parts)
            plain = "".join(c if c.isprintable() else "?" for c in line)
            self._write(plain[:_WIDTH])

    def _show(self, title: str, activity: Activity) -> None:
        line = f"{title} · {_words(activity)}"
        plain = "".join(c if c.isprintable() else "?" for c in line)
        self._write(plain[:_WIDTH])

    def clear(self) -> None:
        """Leave an empty line."""
        if self._shown:
            self._write("")

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line:<{_WIDTH}}\r")
        self._stream.flush()


class ActivityLine(ProgressLine):
    """The same for one activity, such as a download."""

    def update(self, activity: Activity) -> None:  # type: ignore[override]  # of another noun
        """Show an activity as it is."""
        if self._shown:
            self._show(activity.title, activity)


class LaunchLine(ProgressLine):
    """The same for one launch."""

    def update(self, launch: Launch) -> None:  # type: ignore[override]  # of another noun
        """Show a launch as it is."""
        if self._shown:
            share = "" if launch.progress is None else f" {launch.progress:.0%}"
            line = f"{launch.title} · {launch.message or launch.state}{share}"
            self._write("".join(c if c.isprintable() else "?" for c in line)[:_WIDTH])


def _words(activity: Activity) -> str:
    if activity.state == "done":
        return "done" if activity.rows is None else f"{activity.rows} rows"
    if activity.state not in ("queued", "running"):
        return activity.state
    if activity.done and activity.unit == "bytes":
        return ", ".join(filter(None, (activity.message, _bytes(activity), _speed(activity))))
    if activity.done:
        return f"{activity.message}, {activity.done}"
    return activity.message or activity.state


def _bytes(activity: Activity) -> str:
    done = (activity.done or 0) / _MEGABYTE
    if not activity.total:
        return f"{done:.1f} MB"
    return f"{done:.1f} of {activity.total / _MEGABYTE:.1f} MB"


def _speed(activity: Activity) -> str:
    if activity.rate is None:
        return ""
    words = f"{activity.rate / _MEGABYTE:.1f} MB/s"
    if activity.left is None:
        return words
    minutes, seconds = divmod(round(activity.left), 60)
    return f"{words}, {minutes}:{seconds:02d} left"
