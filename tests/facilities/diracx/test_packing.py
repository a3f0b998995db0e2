"""Sandboxes are packed alike each time, and unpacked over nothing and out of nothing."""

import hashlib
import io
import tarfile

import pytest

from esap_jupyter.errors import BadAnswerError, BadRequestError, TooLargeError
from esap_jupyter.facilities.diracx.packing import Piece, pack, unpack_output
from tests.support.batch import packed


def test_the_same_files_make_the_same_bytes_and_tell_nothing_of_this_machine(tmp_path):
    (tmp_path / "in.txt").write_text("data")
    pieces = [
        Piece(name="run.sh", content=b"#!/bin/sh\n", is_program=True),
        Piece(name='a "b";\n.txt', path=str(tmp_path / "in.txt")),
    ]
    one = pack(pieces, str(tmp_path / "one.tar.bz2"))
    (tmp_path / "in.txt").touch()
    two = pack(pieces, str(tmp_path / "two.tar.bz2"))
    assert one == two
    content = (tmp_path / "one.tar.bz2").read_bytes()
    assert (one.size, one.checksum) == (len(content), hashlib.sha256(content).hexdigest())
    with tarfile.open(tmp_path / "one.tar.bz2") as archive:
        first, second = archive.getmembers()
        assert (first.name, first.mode, second.name) == ("run.sh", 0o755, 'a "b";\n.txt')
        assert {(each.uid, each.uname, each.mtime) for each in (first, second)} == {(0, "", 0)}
        assert archive.extractfile(second).read() == b"data"


def test_too_much_is_refused_with_a_way_out(tmp_path):
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200))
    with pytest.raises(TooLargeError, match="when packed") as refused:
        pack([Piece(name="noise", content=noise)], str(tmp_path / "x"), largest=1000)
    assert "lake" in refused.value.remedy


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([Piece(name="a", content=b""), Piece(name="a", content=b"")], "Two files"),
        ([Piece(name="a", path="/nowhere/a")], "is no file"),
        ([Piece(name="a", path="/")], "is a folder"),
    ],
)
def test_files_that_cannot_be_packed_are_named(tmp_path, pieces, words):
    with pytest.raises(BadRequestError, match=words):
        pack(pieces, str(tmp_path / "x"))


def unpacked(tmp_path, content, checksum=None, name="output.tar.bz2"):
    way, folder = tmp_path / "way", tmp_path / "folder"
    way.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    (way / name).write_bytes(content)
    found = unpack_output(way / name, checksum or hashlib.sha256(content).hexdigest(), folder)
    return [path.relative_to(folder).as_posix() for path in found], folder


def test_outputs_never_lie_over_other_files(tmp_path):
    _, folder = unpacked(tmp_path, packed({"std.out": b"first"}))
    names, _ = unpacked(tmp_path, packed({"std.out": b"second", "deep/er/x": b"x"}))
    assert names == ["deep/er/x", "std_2.out"]
    assert (folder / "std.out").read_bytes() == b"first"


def test_other_bytes_than_were_stored_are_refused(tmp_path):
    with pytest.raises(BadAnswerError, match="checksum"):
        unpacked(tmp_path, packed({"a": b"a"}), checksum="0" * 64)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil"])
def test_what_leads_out_is_refused(tmp_path, name):
    with pytest.raises(BadAnswerError, match="outside"):
        unpacked(tmp_path, packed({name: b"x"}))
    assert not (tmp_path / "evil").exists()


def test_links_are_left_out(tmp_path):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:bz2") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("plain"), io.BytesIO(b""))
    names, _ = unpacked(tmp_path, made.getvalue())
    assert names == ["plain"]


def test_zstandard_is_unpacked(tmp_path):
    import pyarrow as pa

    plain = packed({"a.txt": b"of a newer DIRAC"}, mode="w")
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(plain)
    names, folder = unpacked(tmp_path, sink.getvalue().to_pybytes(), name="output.tar.zst")
    assert names == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == b"of a newer DIRAC"
