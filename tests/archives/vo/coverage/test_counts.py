"""What goes wrong here is not told of an archive."""

import errno
import threading
from types import SimpleNamespace

from esap_jupyter.archives.vo.coverage.counts import Counter
from tests.support.dal import target


class Full:
    """A connector whose disk is full."""

    entry = SimpleNamespace(name="Mine", collection=None)
    takes = frozenset({"target"})
    url = "http://h/tap"

    def queries(self, question):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_no_silence_of_the_archive():
    told = []
    counter = Counter(connector=lambda _: Full(), seconds=60)
    counter.count(target(), 0.5, {"mine": None}, threading.Event(), told.append)
    (coverage,) = told
    assert (coverage.presence, coverage.error.code) == ("failed", "not_available")
    assert coverage.error.message == (
        "The answer of Mine could not be read: No space left on device."
    )
