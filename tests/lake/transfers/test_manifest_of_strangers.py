"""A list beside data proves something only where this home wrote it, of this very folder."""

import json
import shutil
import stat

import pytest

from esap_jupyter.errors import ConflictError
from esap_jupyter.lake.transfers.manifest import Holdings
from esap_jupyter.lake.transfers.sealing import Seals
from tests.support.lakes import name

CONTENT = bytes(range(256)) * 40
WRONG = CONTENT[::-1]
KEY = ("test", "a.dat")


def did_of(here):
    (did,) = here.lake.collections.files(name("test:a.dat"))
    return did


def found(here):
    return here.transfers.holdings.find("lake", did_of(here), here.base)


def stranger(fake, here, content, **more):
    """Put a folder there whose list says that its bytes were checked."""
    path = here.base / "test/a.dat"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    line = {"lake": "lake", "scope": "test", "name": "a.dat", "path": "test/a.dat"}
    line |= {"size": len(content), "mtime": path.stat().st_mtime_ns}
    line |= {key: fake.dids[KEY][key] for key in ("adler32", "md5")}
    line |= {"checked": ["adler32", "md5"], **more}
    (here.base / "manifest.jsonl").write_text(json.dumps(line) + "\n")
    return path


@pytest.mark.parametrize("seal", ["", "0" * 64, "ü", "None"])
def test_wrong_bytes_with_a_forged_list_are_not_here(fake, here, seal):
    fake.store("a.dat", CONTENT, "DAV1")
    path = stranger(fake, here, WRONG, seal=seal)
    assert found(here) is None
    (error,) = here.get("test:a.dat").failed.values()
    assert isinstance(error, ConflictError)
    assert path.read_bytes() == WRONG
    assert here.transfers.attachments.seen("lake", did_of(here)).state == "failed"


def test_right_bytes_of_a_stranger_are_compared_once_and_then_known(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    path = stranger(fake, here, CONTENT)
    assert found(here) is None
    assert here.get("test:a.dat").paths == {KEY: path}
    assert fake.got("a.dat") == []
    assert found(here) == path


def test_what_this_home_wrote_is_known_to_its_other_processes(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    path = here.get("test:a.dat").paths[KEY]
    another = Holdings(lambda: here.root / "home")
    assert another.find("lake", did_of(here)) == path


def test_a_line_of_this_home_proves_nothing_in_another_folder(fake, here, tmp_path):
    fake.store("a.dat", CONTENT, "DAV1")
    path = here.get("test:a.dat").paths[KEY]
    shutil.copytree(here.base, tmp_path / "copy")
    copied = tmp_path / "copy/test/a.dat"
    assert copied.stat().st_mtime_ns == path.stat().st_mtime_ns
    path.unlink()
    assert here.transfers.holdings.find("lake", did_of(here), tmp_path / "copy") is None


def test_a_line_says_nothing_of_another_lake(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    here.get("test:a.dat")
    assert here.transfers.holdings.find("other", did_of(here), here.base) is None


def test_a_line_that_was_changed_proves_nothing(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    path = here.get("test:a.dat").paths[KEY]
    path.write_bytes(WRONG)
    (line,) = (here.base / "manifest.jsonl").read_text().splitlines()
    told = {**json.loads(line), "mtime": path.stat().st_mtime_ns}
    (here.base / "manifest.jsonl").write_text(json.dumps(told) + "\n")
    assert found(here) is None


def test_a_line_of_a_stranger_behind_ours_does_not_hide_it(fake, here):
    fake.store("a.dat", CONTENT, "DAV1")
    path = here.get("test:a.dat").paths[KEY]
    (line,) = (here.base / "manifest.jsonl").read_text().splitlines()
    with (here.base / "manifest.jsonl").open("a") as file:
        file.write(json.dumps({**json.loads(line), "path": "test/b.dat"}) + "\n")
    assert found(here) == path


def test_the_secret_is_its_owners_alone_and_of_one_home(tmp_path):
    ours, others = (Seals(lambda each=each: tmp_path / each) for each in ("ours", "others"))
    assert not ours.holds("0" * 64, b"text")
    assert not (tmp_path / "ours").exists()
    seal = ours.made(b"text")
    assert ours.holds(seal, b"text")
    assert Seals(lambda: tmp_path / "ours").holds(seal, b"text")
    assert not ours.holds(seal, b"other")
    assert others.made(b"text") != seal
    (kept,) = (tmp_path / "ours").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_that_could_be_guessed_is_made_anew(tmp_path):
    (tmp_path / "lake-seal.key").write_bytes(b"")
    seal = Seals(lambda: tmp_path).made(b"text")
    assert len((tmp_path / "lake-seal.key").read_bytes()) == 32
    assert Seals(lambda: tmp_path).holds(seal, b"text")
