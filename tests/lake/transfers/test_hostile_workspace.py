"""Workspaces of strangers: links and lists in them lead nobody out, and nothing is overwritten."""

import json

import msgspec
import pytest

from esap_jupyter.errors import BadRequestError, NotFoundError
from esap_jupyter.lake.transfers.items import below
from esap_jupyter.lake.transfers.layout import key_of
from esap_jupyter.staging.checksums import Expected
from tests.support.lakes import name

CONTENT = b"#!/bin/sh\n" + bytes(range(256)) * 40
KEY = ("test", "a.dat")
DOT = ".bashrc"


@pytest.fixture
def outside(tmp_path):
    """A file of the person outside of the workspace, which is the beginning of what is fetched."""
    path = tmp_path / DOT
    path.write_bytes(CONTENT[:10])
    return path


def hidden(here):
    folder = here.base / ".esap"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def book(here, fake):
    """What says that a part is of this very file."""
    about = fake.dids[KEY]
    expected = Expected(about["bytes"], about["adler32"], about["md5"])
    entry = here.lake.entry
    return {
        "lake": f"{entry.id} {entry.base}",
        "scope": "test",
        "name": "a.dat",
        "expected": msgspec.to_builtins(expected),
    }


def test_a_part_that_is_a_link_is_not_written_through(fake, here, outside):
    fake.store("a.dat", CONTENT, "DAV1")
    key = key_of(name("test:a.dat"))
    (hidden(here) / f"{key}.part").symlink_to(outside)
    (hidden(here) / f"{key}.json").write_text(json.dumps(book(here, fake)))
    assert here.get("test:a.dat").paths[KEY].read_bytes() == CONTENT
    assert outside.read_bytes() == CONTENT[:10]
    assert not (here.base / "test/a.dat").is_symlink()


@pytest.mark.parametrize("suffix", [".json", ".json-part", ".lock"])
def test_what_is_beside_a_part_is_not_written_through_a_link(fake, here, outside, suffix):
    fake.store("a.dat", CONTENT, "DAV1")
    (hidden(here) / f"{key_of(name('test:a.dat'))}{suffix}").symlink_to(outside)
    here.get("test:a.dat")
    assert outside.read_bytes() == CONTENT[:10]


def test_a_list_that_is_a_link_is_not_written_through(fake, here, outside):
    fake.store("a.dat", CONTENT, "DAV1")
    here.base.mkdir(parents=True)
    (here.base / "manifest.jsonl").symlink_to(outside)
    here.get("test:a.dat")
    assert outside.read_bytes() == CONTENT[:10]


@pytest.mark.parametrize("part", ["test", ".esap"])
def test_a_folder_that_is_a_link_out_of_the_workspace_is_refused(fake, here, tmp_path, part):
    fake.store("a.dat", CONTENT, "DAV1")
    here.base.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (here.base / part).symlink_to(tmp_path / "elsewhere")
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, BadRequestError)
    assert "link" in error.message
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("path", ["../../../.bashrc", "/etc/hostname"])
def test_a_list_of_a_stranger_names_no_file_elsewhere(fake, here, outside, path):
    fake.store("a.dat", CONTENT, "DAV1")
    here.base.mkdir(parents=True)
    status = (here.base / path).stat()
    fake.dids[KEY]["bytes"] = status.st_size
    line = {"scope": "test", "name": "a.dat", "path": path}
    line |= {"size": status.st_size, "mtime": status.st_mtime_ns}
    line |= {key: fake.dids[KEY][key] for key in ("adler32", "md5")}
    (here.base / "manifest.jsonl").write_text(json.dumps(line) + "\n")
    (home := here.root / "home").mkdir()
    (home / "lake-folders.jsonl").write_text(json.dumps({"lake": "lake", "base": str(here.base)}))
    with (home / "lake-folders.jsonl").open("a") as file:
        file.write("\n")
    (did,) = here.lake.collections.files(name("test:a.dat"))
    assert here.transfers.holdings.find("lake", did, here.base) is None


def test_no_link_of_the_workspace_uploads_what_is_hidden_there(tmp_path):
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/id_rsa").write_text("secret")
    (tmp_path / "data.fits").symlink_to(".ssh/id_rsa")
    (tmp_path / "data").symlink_to(".ssh")
    for path in ("data.fits", "data", "data/id_rsa"):
        with pytest.raises(BadRequestError, match="hidden"):
            below(tmp_path, path)


@pytest.mark.parametrize("path", ["x" * 300, "ü" * 250, "a/" * 3000, "circle", "circle/a"])
def test_a_path_that_no_file_can_have_is_told_as_not_there(tmp_path, path):
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(NotFoundError):
        below(tmp_path, path)
