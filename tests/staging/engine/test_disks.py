"""What disks and folders do wrong, and what lies in the way."""

import errno
import os

import pytest

from esap_jupyter.errors import BadRequestError, NotAvailableError, TooLargeError
from tests.support.bytes_server import Plan, bytes_server, content
from tests.support.fetching import nursery

SEGMENT = 1 << 16
BODY = content(5 * SEGMENT + 77)


@pytest.fixture
def server():
    with bytes_server(Plan(BODY)) as server:
        yield server


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_is_said_and_gone_on_with(here, server, code, monkeypatch):
    room = [2 * SEGMENT + 10]
    real = os.pwrite

    def pwrite(handle, data, position):
        if room[0] < len(data):
            if room[0] <= 0:
                raise OSError(code, os.strerror(code))
            data = data[: room[0]]
        room[0] -= len(data)
        return real(handle, data, position)

    monkeypatch.setattr("os.pwrite", pwrite)
    engine = here.engine(server.hostport, limits={"streams": 1})
    with pytest.raises(TooLargeError, match="no room") as error:
        here.fetch(server, engine=engine)
    assert "Remove some files" in error.value.remedy
    assert here.visible == {}
    room[0] = 1 << 30
    here.fetch(server, engine=engine)
    assert here.visible == {"a.dat": BODY}
    assert server.sent <= len(BODY) + 2 * SEGMENT


def test_a_limit_of_the_system(here, server):
    with nursery() as children:
        child = children.fetch(server, here, largest=3 * SEGMENT)
        assert child.wait() == 3
        assert "no room" in child.told
        assert here.visible == {}
        assert children.fetch(server, here).wait() == 0
    assert here.visible == {"a.dat": BODY}


def test_no_room_is_known_before(here, server, monkeypatch):
    free = type("U", (), {"free": 60 << 20})
    monkeypatch.setattr("shutil.disk_usage", lambda _: free)
    here.fetch(server)
    free.free = 50 << 20
    with pytest.raises(TooLargeError, match=r"0\.3 MB are to come, and 52\.4 MB are free"):
        here.fetch(server, "/b.dat")
    with (
        bytes_server(Plan(BODY, ranges=False, chunked=True)) as other,
        pytest.raises(TooLargeError),
    ):
        here.fetch(other, "/c.dat")
    assert (here.visible, here.hidden) == ({"a.dat": BODY}, [])


@pytest.mark.parametrize("call", ["open", "mkdir", "link"])
@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EIO])
def test_a_folder_that_cannot_be_written(here, server, call, code, monkeypatch):
    here.folder.mkdir(parents=True)
    real = getattr(os, call)

    def refuse(path, *args, **more):
        if str(here.folder) in str(path):
            raise OSError(code, os.strerror(code))
        return real(path, *args, **more)

    monkeypatch.setattr(f"os.{call}", refuse)
    if call == "link" and code != errno.EIO:
        # A file system that knows no second names.
        here.fetch(server)
        assert here.visible == {"a.dat": BODY}
        return
    if call == "link":
        monkeypatch.setattr("os.rename", refuse)
        monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(NotAvailableError, match="cannot be written") as error:
        here.fetch(server)
    assert os.strerror(code) in error.value.message
    assert here.visible == {}


def test_a_file_in_the_place_of_the_folder(here, server):
    here.folder.parent.mkdir(parents=True)
    here.folder.write_text("mine")
    with pytest.raises(NotAvailableError):
        here.fetch(server)
    assert here.folder.read_text() == "mine"


def test_links_in_the_way_are_not_written_through(here, server, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    precious = outside / "precious"
    precious.write_text("precious")
    here.folder.mkdir(parents=True)
    (here.folder / "a.dat").symlink_to(precious)
    assert here.fetch(server).path.name == "a_2.dat"
    (here.folder / ".esap").symlink_to(outside)
    with pytest.raises(BadRequestError, match="leads elsewhere"):
        here.fetch(server, "/b.dat")
    assert [each.name for each in outside.iterdir()] == ["precious"]
    assert precious.read_text() == "precious"


def test_links_among_what_is_hidden(here, server, tmp_path):
    """Someone else's folder may hold links where parts, journals and locks would be."""
    from esap_jupyter.staging.wanted import Wanted, key_of

    precious = tmp_path / "precious"
    precious.write_text("precious")
    hidden = here.folder / ".esap"
    hidden.mkdir(parents=True)
    key = key_of(Wanted(url=server.url + "/a.dat"))
    for suffix in ("part", "journal", "journal-part", "copy"):
        (hidden / f"{key}.{suffix}").symlink_to(precious)
    here.fetch(server)
    assert here.visible == {"a.dat": BODY}
    assert precious.read_text() == "precious"


def test_a_journal_that_a_stranger_made_is_not_believed(here, server):
    """Bytes that came along with a folder are nobody's proof of what a server has."""
    child = here.base / "other-home"
    with bytes_server(Plan(BODY, cut=SEGMENT // 2)) as broken:
        other = type(here)(here.base, here._stack)
        other.home = child
        engine = other.engine(broken.hostport, limits={"tries": 1, "streams": 1})
        with pytest.raises(Exception, match="broke off"):
            other.fetch(broken, engine=engine)
        assert len(here.hidden) == 2
        part = next((here.folder / ".esap").glob("*.part"))
        part.write_bytes(b"x" * (SEGMENT // 2))
        asked = len(broken.asked)
        with pytest.raises(Exception, match="broke off"):
            here.fetch(broken, engine=here.engine(broken.hostport, limits={"tries": 1}))
        assert broken.asked[asked].span.startswith("bytes=0-")


HOSTILE = [
    ("../../x", "x"),
    ("..%2F..%2Fx", "x"),
    ("CON", "file_CON"),
    ("é" * 300, "é" * 90),
    ("a\u202eb\x07c", "a_b_c"),
    ("…", "…"),
    (".esap", "esap"),
    (".hidden", "hidden"),
]


@pytest.mark.parametrize(("proposed", "name"), HOSTILE)
def test_names_stay_in_the_folder(here, server, proposed, name):
    header = f'attachment; filename="{proposed.encode("utf-8").decode("latin-1")}"'
    if proposed.isascii() and proposed.isprintable() and "/" not in proposed:
        with bytes_server(Plan(BODY, headers={"Content-Disposition": header})) as other:
            found = here.fetch(other, "/x").path
            assert found.parent == here.folder
    found = here.fetch(server, name=proposed)
    assert found.path == here.folder / (name if "%" not in proposed else "..%2F..%2Fx".strip("."))
    assert found.path.read_bytes() == BODY
