"""Versions of a file are told apart, however soon they follow one another."""

import os
from pathlib import Path

import pyarrow as pa
import pytest

from esap_jupyter.catalogue import ArchiveEntry, OwnArchives
from esap_jupyter.disk.stamps import file_stamp
from esap_jupyter.results.pages import page
from tests.support.stored import store_table


def replace_at_the_same_time(path, content):
    """Put another file in a file's place as if within the granularity of its time."""
    before = path.stat()
    fresh = path.with_name("fresh")
    fresh.write_bytes(content)
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(path)
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("content", [b"bb", b"bbb"])
def test_a_replaced_file_is_another(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(b"aa")
    stamp = file_stamp(path)
    assert file_stamp(path) == stamp
    replace_at_the_same_time(path, content)
    assert file_stamp(path) != stamp


def test_ones_own_archives_are_read_again(tmp_path):
    own = OwnArchives(tmp_path / "archives.toml")
    assert own.stamp() is None
    for name in ("A", "B"):
        own.add(ArchiveEntry(id="a", name=name, kind="tap", url="https://a.example/tap"))
    stamp = own.stamp()
    replace_at_the_same_time(own.path, own.path.read_bytes().replace(b"B", b"C"))
    assert own.stamp() != stamp


def test_pages_are_those_of_the_file_that_is_there(tmp_path):
    first = store_table(tmp_path / "a", pa.table({"x": [3, 1, 2]})).path
    other = store_table(tmp_path / "b", pa.table({"x": [6, 5, 4]})).path
    assert page(first, 0, 9, [0], 0, "ascending").cells == [["1"], ["2"], ["3"]]
    replace_at_the_same_time(Path(first), Path(other).read_bytes())
    assert page(first, 0, 9, [0], 0, "ascending").cells == [["4"], ["5"], ["6"]]
