"""The archives that a person added, kept as a catalogue file."""

import stat

import pytest

from esap_jupyter.catalogue import ArchiveEntry, OwnArchives, load_catalogue
from esap_jupyter.errors import BadRequestError, NotAvailableError

HOSTILE = "\"]\n[archives.sandbox]\nurl = 'http://169.254.169.254/'\n\\ \x7f \x01 é \ud800"


def entry(key="a", **more):
    fields = {"name": "A", "kind": "tap", "url": "https://a.example/tap", **more}
    return ArchiveEntry(id=key, **fields)


@pytest.fixture
def own(tmp_path):
    return OwnArchives(tmp_path / "home" / "archives.toml")


def test_nothing_is_there_before_something_is_added(own):
    assert own.list() == {}
    own.remove("a")
    assert not own.path.exists()


def test_what_is_added_is_there_again(own):
    full = entry(description="D", homepage="https://a.example/", collection="t", maxrec=7)
    own.add(full)
    own.add(entry("b", options={"max_mb": 5, "inner": {"x": [1, 2.5, True]}}))
    found = OwnArchives(own.path).list()
    assert list(found) == ["a", "b"]
    assert (found["a"].collection, found["a"].maxrec, found["a"].source) == ("t", 7, "mine")
    assert found["b"].options == {"max_mb": 5, "inner": {"x": [1, 2.5, True]}}
    own.remove("a")
    assert list(own.list()) == ["b"]


def test_the_file_is_its_owners_alone(own):
    own.add(entry())
    assert stat.S_IMODE(own.path.stat().st_mode) == 0o600
    assert [path.name for path in own.path.parent.iterdir()] == ["archives.toml"]


def test_text_does_not_become_toml(own):
    own.add(entry(name=HOSTILE, description=HOSTILE))
    (found,) = own.list().values()
    assert found.name == HOSTILE.replace("\ud800", "?")
    assert found.url == "https://a.example/tap"


def test_it_is_a_catalogue_file(own):
    own.add(entry("b.c-d_1", name=HOSTILE))
    assert "b.c-d_1" in load_catalogue([own.path]).archives


def test_a_broken_file_is_told_and_not_written_over(own):
    own.add(entry())
    broken = own.path.read_text() + "x = [\n"
    own.path.write_text(broken)
    for action in (own.list, lambda: own.add(entry("b")), lambda: own.remove("a")):
        with pytest.raises(BadRequestError, match=r"archives\.toml"):
            action()
    assert own.path.read_text() == broken


def test_mistakes_name_the_line(own):
    own.add(entry())
    own.path.write_text(own.path.read_text().replace("https://a", "ftp://a"))
    with pytest.raises(BadRequestError, match="line 6, wants url"):
        own.list()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotAvailableError, match="cannot be written") as caught:
        OwnArchives(tmp_path / "file" / "archives.toml").add(entry())
    assert "ESAP_HOME" in caught.value.remedy
