"""Zip files are looked into by parts of them."""

import io
import struct
import zipfile

import pytest

from esap_jupyter.errors import AccessDeniedError, BadAnswerError, TooLargeError, UnreachableError
from esap_jupyter.workflows.content import LocalContent, NoRangesError
from esap_jupyter.workflows.zipdir import ZipDirectory
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_records import zipped
from tests.support.workflows import content_of

MEMBERS = {"a.ipynb": b"A" * 3000, "data/b.bin": bytes(range(256)) * 40, "é x.txt": b"x"}


@pytest.fixture
def zenodo():
    with FakeZenodo([]) as fake:
        yield fake


def directory(zenodo, body, *, size: int | None = None):
    zenodo.elsewhere["/a.zip"] = body
    return ZipDirectory(content_of(zenodo, "/a.zip", size), name="a.zip")


@pytest.mark.parametrize("prefix", [b"", b"#!/bin/sh\n" * 10_000])
@pytest.mark.parametrize("known", [True, False])
def test_members_are_listed_and_read(zenodo, prefix, known):
    body = zipped(MEMBERS, prefix)
    opened = directory(zenodo, body, size=len(body) if known else None)
    assert {each.filename for each in opened.members} == set(MEMBERS)
    for member in opened.members:
        assert opened.read(member, 1 << 20) == MEMBERS[member.filename]


def test_zip64_is_read(zenodo):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        with file.open("big.ipynb", "w", force_zip64=True) as member:
            member.write(b"64")
        file.writestr("pad", b"\0" * (2 << 20))
    body = _as_zip64(buffer.getvalue())
    opened = directory(zenodo, body)
    (member, _) = opened.members
    assert opened.read(member, 100) == b"64"
    assert zenodo.sent < 60_000


def test_a_long_comment_hides_nothing(zenodo):
    buffer = io.BytesIO(zipped({"a.ipynb": b"x", "pad": b"\0" * (2 << 20)}))
    with zipfile.ZipFile(buffer, "a") as file:
        file.comment = b"c" * 60_000
    opened = directory(zenodo, buffer.getvalue())
    assert opened.read(opened.members[0], 100) == b"x"


def test_close_members_come_with_one_request(zenodo):
    pad = {"pad": bytes(range(256)) * 8000}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, body in ({f"{n}.ipynb": b"n" * 500 for n in range(20)} | pad).items():
            file.writestr(name, body)
    opened = directory(zenodo, buffer.getvalue())
    wanted = [each for each in opened.members if each.filename.endswith(".ipynb")]
    before = len(zenodo.asked)
    opened.gather(wanted)
    assert all(opened.read(each, 1000) == b"n" * 500 for each in wanted)
    assert len(zenodo.asked) - before == 1


def test_a_bomb_is_unpacked_no_further_than_asked(zenodo):
    body = zipped({"bomb.ipynb": b"\0" * (50 << 20)})
    opened = directory(zenodo, body)
    with pytest.raises(TooLargeError):
        opened.read(opened.members[0], 1 << 20)


def test_a_bomb_that_lies_about_its_size_is_cut(zenodo):
    body = bytearray(zipped({"bomb": b"\0" * (20 << 20)}))
    at = body.rindex(b"PK\x01\x02")
    struct.pack_into("<I", body, at + 24, 100)
    opened = directory(zenodo, bytes(body))
    with pytest.raises(BadAnswerError, match="broken"):
        opened.read(opened.members[0], 1 << 20)


def test_a_directory_of_any_size_is_not_fetched(zenodo):
    body = bytearray(b"\0" * (8 << 20) + zipped({"a": b"x"}))
    at = body.rindex(b"PK\x05\x06")
    struct.pack_into("<I", body, at + 12, 7 << 20)
    with pytest.raises(TooLargeError, match="directory"):
        directory(zenodo, bytes(body))
    assert zenodo.sent < 100_000


@pytest.mark.parametrize("body", [b"", b"PK", b"not a zip" * 1000, zipped(MEMBERS)[:-30]])
def test_what_is_no_zip_says_so(zenodo, body):
    with pytest.raises(BadAnswerError, match="no zip file"):
        directory(zenodo, body)


def test_an_encrypted_member_says_so(zenodo):
    body = bytearray(zipped({"a": b"x"}))
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    opened = directory(zenodo, bytes(body))
    with pytest.raises(BadAnswerError, match="encrypted"):
        opened.read(opened.members[0], 100)


def test_a_server_without_ranges_says_so_before_anything_large_is_read(zenodo):
    zenodo.has_ranges = False
    with pytest.raises(NoRangesError, match="only whole"):
        directory(zenodo, zipped({"pad": bytes(range(256))}) + b"\0" * (3 << 20))


def test_a_small_file_is_read_whole_without_ranges(zenodo):
    zenodo.has_ranges = False
    body = zipped(MEMBERS)
    assert len(directory(zenodo, body, size=len(body)).members) == 3


def test_a_refusal_is_not_taken_for_a_broken_file(zenodo):
    with pytest.raises(AccessDeniedError, match="restricted"):
        ZipDirectory(_closed(zenodo), name="a.zip")


def test_a_part_that_does_not_come_is_not_taken_for_a_broken_file(zenodo):
    # A directory that begins before the tail: its first part is fetched later.
    names = {f"{number:04}-{'x' * 80}": b"" for number in range(1000)}
    zenodo.elsewhere["/a.zip"] = zipped(names)
    content = content_of(zenodo, "/a.zip")
    tail = content.tail
    content.tail = lambda length, *, cancel=None: _then_cut(zenodo, tail(length, cancel=cancel))
    with pytest.raises(UnreachableError):
        ZipDirectory(content, name="a.zip")


def test_a_file_of_this_machine_is_read_the_same_way(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(MEMBERS))
    opened = ZipDirectory(LocalContent(path), name="a.zip")
    assert {each.filename for each in opened.members} == set(MEMBERS)


def _then_cut(zenodo, body):
    zenodo.mood = "cut"
    return body


def _closed(zenodo):
    from tests.peers.fakes.zenodo_records import FakeRecord, Whole

    zenodo.add(
        FakeRecord(
            id="1", concept="0", title="x", access="restricted", files={"a.zip": Whole(b"a")}
        )
    )
    return content_of(zenodo, "/api/records/1/files/a.zip/content")


def _as_zip64(body: bytes) -> bytes:
    """Write the end of the directory as APPNOTE 4.3.14 has it, whatever the sizes are."""
    at = body.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HII", body, at + 10)
    end64 = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body[:at] + end64 + locator + end


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_that_are_broken_say_so_however_they_are_packed(zenodo, packing):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as file:
        file.writestr("a.ipynb", b'{"cells": []}' * 50)
    body = bytearray(buffer.getvalue())
    body[50:70] = b"\xff" * 20
    opened = directory(zenodo, bytes(body))
    with pytest.raises(BadAnswerError, match="broken"):
        opened.read(opened.members[0], 1 << 20)


def test_members_without_a_name_spoil_nothing(zenodo):
    body = zipped({"x": b"1", "a.ipynb": b"2"}).replace(b"x", b"\0")
    assert [each.filename for each in directory(zenodo, body).members] == ["a.ipynb"]
