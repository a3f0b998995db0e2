"""Where secrets are kept: for their owner alone, for one address, by several processes at once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest

from esap_jupyter.errors import BadRequestError, NotAvailableError
from esap_jupyter.identity.store import FileBox, SecretStore

ADDRESS = "https://rucio.example:443"
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.fixture
def store(home):
    return SecretStore(home=lambda: home)


def test_what_is_kept_is_given_back_for_its_address_only(store):
    store.put("escape", ADDRESS, {"kind": "userpass", "password": "s"})
    assert store.get("escape", ADDRESS) == {"kind": "userpass", "password": "s"}
    assert store.get("escape", "https://evil.example:443") is None
    assert store.get("other", ADDRESS) is None


def test_what_is_empty_is_not_kept(store):
    store.put("escape", ADDRESS, {"kind": "userpass", "token": ""})
    assert store.get("escape", ADDRESS) == {"kind": "userpass"}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_reads_the_file(store, home, umask):
    """S1: world-readable, in a folder that all could enter."""
    before = os.umask(umask)
    try:
        store.put("escape", ADDRESS, {"password": "s"})
        store.put("escape", ADDRESS, {"password": "t"})
    finally:
        os.umask(before)
    assert (home / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["credentials.json"]


def test_a_file_that_others_can_read_is_refused(store, home):
    store.put("escape", ADDRESS, {"password": "s"})
    (home / "credentials.json").chmod(0o640)
    for use in (
        lambda: store.get("escape", ADDRESS),
        lambda: store.put("escape", ADDRESS, {"password": "t"}),
    ):
        with pytest.raises(BadRequestError, match="chmod 600") as caught:
            use()
        assert "can be read by others" in caught.value.message


def test_a_link_is_refused(store, home, tmp_path):
    """S2: a file that somebody else has put there before."""
    other = tmp_path / "other.json"
    other.write_text('{"version": 1, "entries": {}}')
    other.chmod(0o600)
    (home / "credentials.json").symlink_to(other)
    with pytest.raises(BadRequestError, match="is a link"):
        store.put("escape", ADDRESS, {"password": "s"})
    assert "s" not in json.loads(other.read_text())["entries"]


def test_a_folder_is_refused(store, home):
    (home / "credentials.json").mkdir()
    with pytest.raises(BadRequestError, match="is not a file of yours"):
        store.get("escape", ADDRESS)


def test_a_pipe_is_not_waited_for(store, home):
    os.mkfifo(home / "credentials.json", 0o600)
    with pytest.raises(BadRequestError, match="is not a file of yours"):
        store.get("escape", ADDRESS)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"entries": {"a": 1}}', '{"version": 2}'])
def test_a_damaged_file_is_told_and_not_quoted(store, home, content):
    path = home / "credentials.json"
    path.write_text(content + "swordfish")
    path.chmod(0o600)
    with pytest.raises(BadRequestError, match="damaged") as caught:
        store.get("escape", ADDRESS)
    assert "swordfish" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_forgetting_says_whether_there_was_something(store, home):
    assert not store.delete("escape", ADDRESS)
    assert list(home.iterdir()) == []
    store.put("escape", ADDRESS, {"password": "swordfish"})
    assert store.delete("escape", ADDRESS)
    assert not store.delete("escape", ADDRESS)
    assert "swordfish" not in (home / "credentials.json").read_text()


def test_processes_lose_nothing_of_one_another(store, home):
    code = """
import sys
from pathlib import Path
from esap_jupyter.identity.store import SecretStore
home = Path(sys.argv[1])
store = SecretStore(home=lambda: home)
for number in range(25):
    store.put(f"{sys.argv[2]}-{number}", "https://a.example:443", {"password": str(number)})
"""
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(home), name], cwd=ROOT)
        for name in ("one", "two")
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
    kept = json.loads((home / "credentials.json").read_text())["entries"]
    assert len(kept) == 50


def test_an_unknown_store_is_refused(home):
    with pytest.raises(NotAvailableError, match="There is no store"):
        SecretStore(home=lambda: home, kind="vault").get("a", ADDRESS)


def test_the_keyring_is_told_to_be_missing(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NotAvailableError, match="keyring is not installed"):
        SecretStore(home=lambda: home, kind="keyring").get("a", ADDRESS)


def test_the_keyring_keeps_what_is_secret(home, monkeypatch):
    class KeyringError(Exception):
        pass

    class Errors:
        pass

    class Ring:
        kept: ClassVar[dict] = {}

        @classmethod
        def get_password(cls, service, name):
            return cls.kept.get((service, name))

        @classmethod
        def set_password(cls, service, name, text):
            cls.kept[service, name] = text

        @classmethod
        def delete_password(cls, service, name):
            if name.startswith("locked"):
                raise KeyringError("secret words")
            del cls.kept[service, name]

    Errors.KeyringError = KeyringError
    Ring.errors = Errors
    monkeypatch.setitem(sys.modules, "keyring", Ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", Errors)
    store = SecretStore(home=lambda: home, kind="keyring")
    store.put("escape", ADDRESS, {"password": "s"})
    assert store.get("escape", ADDRESS) == {"password": "s"}
    assert store.delete("escape", ADDRESS)
    assert store.get("escape", ADDRESS) is None
    assert list(home.iterdir()) == []
    store.put("locked", ADDRESS, {"password": "s"})
    with pytest.raises(NotAvailableError, match="does not work: KeyringError") as caught:
        store.delete("locked", ADDRESS)
    assert "secret words" not in str(caught.value)


def test_a_huge_file_is_damaged_and_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "credentials.json"
    path.touch(mode=0o600)
    os.truncate(path, 1 << 40)
    with pytest.raises(BadRequestError, match="damaged"):
        FileBox(path).get("a")
