"""Computing in the calling thread."""

import threading

import pytest

from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import CancelledError


def count(to, *, progress=None, step=1):
    for i in range(0, to, step):
        if progress is not None:
            progress(i)
    return to


def test_calls_with_arguments():
    assert InlineCompute().run(count, 5, step=2, lane="decode") == 5


def test_progress_is_passed_on():
    seen = []
    InlineCompute().run(count, 3, progress=seen.append, cancel=threading.Event())
    assert seen == [0, 1, 2]


def test_cancel_stops_at_the_next_report():
    cancel = threading.Event()
    seen = []

    def progress(done):
        seen.append(done)
        if done == 2:
            cancel.set()

    with pytest.raises(CancelledError):
        InlineCompute().run(count, 1000, progress=progress, cancel=cancel)
    assert seen == [0, 1, 2]


def test_cancelled_before_it_began():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        InlineCompute().run(count, 1, cancel=cancel)
