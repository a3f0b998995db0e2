"""Brings one file of an archive into a folder; see `esap_jupyter.staging.engine.Engine`."""

import threading
from pathlib import Path

from ..net import Progress
from .engine import Engine
from .sources import Source
from .wanted import Wanted

__all__ = ["fetch_file"]


def fetch_file(
    source: Source,
    folder: Path,
    *,
    engine: Engine,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Fetch a file.

    Parameters
    ----------
    source
        Where it is and what was promised.
    folder
        Where it goes; a file that is there is never replaced.
    engine
        Brings it.
    progress
        Called with the bytes so far and, where known, of how many.
    cancel
        Ends it when set.

    Raises
    ------
    BadAnswerError
        It is not what was promised: a web page, an error, a part.
    TooLargeError
        There is no room for it.
    EsapError
        It could not be had.
    """
    wanted = Wanted(
        url=source.url,
        params=source.params,
        who=source.who,
        hint=source.hint,
        size=source.size,
        content_type=source.content_type,
    )
    return engine.fetch(wanted, folder, progress=progress, cancel=cancel).path
