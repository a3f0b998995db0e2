"""Open files in such numbers as a busy server has."""

import contextlib
import os
from collections.abc import Iterator

import pytest

__all__ = ["many_open_files"]

_FILES = 1100
_ENOUGH = 1500


@contextlib.contextmanager
def many_open_files() -> Iterator[None]:
    """Have more than 1024 descriptors open, so that the next is one that select() cannot name."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _ENOUGH:
        pytest.skip("No process may have so many files open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, _ENOUGH), hard))
    files: list[int] = []
    try:
        files += [os.open(os.devnull, os.O_RDONLY) for _ in range(_FILES)]
        yield
    finally:
        for each in files:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
