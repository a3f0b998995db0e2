"""What is packed comes out whole and stays in its folder."""

import io
import os
import stat
import tarfile
import threading
import zipfile

import pytest

from esap_jupyter.errors import BadAnswerError, CancelledError, TooLargeError
from esap_jupyter.staging.unpack import Bounds, unpack

FILES = {"a.fits": b"SIMPLE  =" * 100, "deep/er/b.txt": b"b", "empty": b""}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def zipped(path, files, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def tarred(path, files, mode="w", members=()):
    with tarfile.open(path, mode) as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
        for info in members:
            archive.addfile(info)
    return path


def inside(folder):
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }


@pytest.mark.parametrize(
    ("name", "mode"),
    [("x.zip", ""), ("x.tar", "w"), ("x.tar.gz", "w:gz"), ("x.tgz", "w:gz"), ("x.tar.xz", "w:xz")],
)
def test_archives_come_out_beside_themselves(folder, name, mode):
    path = tarred(folder / name, FILES, mode) if mode else zipped(folder / name, FILES)
    assert unpack(path) == folder / "x"
    assert inside(folder / "x") == FILES
    assert unpack(path) == folder / "x"
    assert sorted(each.name for each in folder.iterdir()) == sorted([name, "x"])


@pytest.mark.parametrize("change", ["edited", "missing", "linked"])
def test_a_folder_that_holds_anything_else_is_left_alone(folder, change):
    path = zipped(folder / "x.zip", FILES)
    unpack(path)
    one = folder / "x/a.fits"
    if change == "edited":
        one.write_bytes(one.read_bytes()[::-1])
    else:
        one.rename(folder / "elsewhere")
    if change == "linked":
        one.symlink_to(folder / "elsewhere")
    (folder / "x/mine.txt").write_text("mine")
    assert [unpack(path), unpack(path)] == [folder / "x_2"] * 2
    assert inside(folder / "x_2") == FILES
    assert (folder / "x/mine.txt").read_text() == "mine"


def test_what_is_no_archive_is_left(folder):
    (folder / "a.fits").write_bytes(FILES["a.fits"])
    assert unpack(folder / "a.fits") is None
    import gzip

    (folder / "a.fits.gz").write_bytes(gzip.compress(FILES["a.fits"]))
    assert unpack(folder / "a.fits.gz") is None
    assert len(list(folder.iterdir())) == 2


OUT = ["../x", "a/../../x", "/etc/x", "..\\x", "C:/x", "C:\\x"]


@pytest.mark.parametrize("name", OUT)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_nothing_slips_out(folder, name, make):
    path = make(folder / "x.bin", {"good": b"1", name: b"evil"})
    with pytest.raises(BadAnswerError, match="outside of its folder"):
        unpack(path)
    assert [each.name for each in folder.iterdir()] == ["x.bin"]
    assert [each.name for each in folder.parent.iterdir()] == ["files"]


def test_links_and_devices_are_left_out(folder):
    link, hard, device = (tarfile.TarInfo(name) for name in ("link", "hard", "device"))
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../outside"
    device.type = tarfile.CHRTYPE
    path = tarred(folder / "x.tar", {"a": b"1"}, members=(link, hard, device))
    assert inside(unpack(path)) == {"a": b"1"}
    with zipfile.ZipFile(folder / "y.zip", "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("a", "1")
    found = unpack(folder / "y.zip")
    assert [each.name for each in found.iterdir()] == ["a"]


def test_a_file_through_a_link_of_the_archive(folder):
    """The second member would be written through the first."""
    link = tarfile.TarInfo("d")
    link.type, link.linkname = tarfile.SYMTYPE, str(folder.parent)
    with tarfile.open(folder / "x.tar", "w") as archive:
        archive.addfile(link)
        info = tarfile.TarInfo("d/evil")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
    assert inside(unpack(folder / "x.tar")) == {"d/evil": b"1"}
    assert not (folder.parent / "evil").exists()


def test_bombs(folder):
    path = zipped(folder / "x.zip", {f"{n}": bytes(30 << 20) for n in range(4)})
    with pytest.raises(TooLargeError, match="nothing was unpacked"):
        unpack(path)
    path = zipped(folder / "y.zip", {str(n): b"" for n in range(20)})
    with pytest.raises(TooLargeError, match="more than 10 files"):
        unpack(path, bounds=Bounds(files=10))
    assert sorted(each.name for each in folder.iterdir()) == ["x.zip", "y.zip"]


def test_a_bomb_that_lies_about_its_size(folder):
    path = zipped(folder / "x.zip", {"a": bytes(120 << 20)})
    told = (120 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told, (1000).to_bytes(4, "little")))
    with pytest.raises((TooLargeError, BadAnswerError)):
        unpack(path)
    assert [each.name for each in folder.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("make", [zipped, tarred])
def test_broken_ones(folder, make):
    path = make(folder / "x.bin", {"a": os.urandom(100_000)})
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(BadAnswerError, match="cannot be unpacked"):
        unpack(path)
    assert [each.name for each in folder.iterdir()] == ["x.bin"]


def test_bytes_that_cannot_be_decompressed_are_told(folder):
    path = zipped(folder / "x.zip", {"a": b"many words " * 1000})
    body = bytearray(path.read_bytes())
    body[31:50] = b"\xff" * 19
    path.write_bytes(body)
    with pytest.raises(BadAnswerError, match="cannot be unpacked"):
        unpack(path)
    assert [each.name for each in folder.iterdir()] == ["x.zip"]


def test_cancelled_and_full(folder, monkeypatch):
    path = zipped(folder / "x.zip", FILES)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        unpack(path, cancel)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("U", (), {"free": 1}))
    with pytest.raises(TooLargeError, match="no room"):
        unpack(path)
    assert [each.name for each in folder.iterdir()] == ["x.zip"]


def test_two_of_one_name(folder):
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    with pytest.raises(Exception, match="cannot be unpacked"):
        unpack(folder / "x.zip")
    assert [each.name for each in folder.iterdir()] == ["x.zip"]
