"""Other ways than the web: files of the workspace, object storage, XRootD."""

import hashlib
import os
import sys
import types

import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    EsapError,
    ForbiddenAddressError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.staging.engine import flows
from esap_jupyter.staging.wanted import Wanted
from tests.support.bytes_server import Plan, bytes_server, content

BODY = content((5 << 16) + 77)
SHA256 = hashlib.sha256(BODY).hexdigest()
XRDCP = """#!/bin/sh
for last; do from="$to"; to="$last"; done
case "$from" in
  *gone*) echo "Run: [ERROR] Server responded with an error: [3011] No such file" >&2; exit 54;;
  *cut*) head -c 100 "$SOURCE" > "$to"; echo "[FATAL] Connection error" >&2; exit 51;;
  *slow*) sleep 60;;
  *login*) env > "$SOURCE.env";;
esac
cat "$SOURCE" > "$to"
"""


@pytest.fixture
def fetch(here):
    def fetch(url, engine=None, **more):
        engine = engine or here.engine(**more.pop("engine_with", {}))
        return engine.fetch(Wanted(url=url, who="Archive", **more), here.folder)

    return fetch


@pytest.fixture
def source(here):
    source = here.base / "work" / "source" / "a b.dat"
    source.parent.mkdir(parents=True)
    source.write_bytes(BODY)
    return source


def test_a_file_of_the_workspace(here, fetch, source):
    found = fetch(source.as_uri(), checksums={"sha256": SHA256})
    assert (found.path.name, found.verified) == ("a b.dat", ["size", "sha256"])
    assert here.visible == {"a b.dat": BODY}
    assert source.read_bytes() == BODY


def test_files_elsewhere_are_not_read(here, fetch, source, tmp_path):
    outside = tmp_path / "secret"
    outside.write_text("secret")
    (source.parent / "link").symlink_to(outside)
    refused = [
        outside.as_uri(),
        "file:///etc/passwd",
        (source.parent / "link").as_uri(),
        f"file://{source.parent}/../../../secret",
        f"file://{source.parent}/%2e%2e/%2e%2e/%2e%2e/secret",
        f"file://elsewhere{source}",
        "file:///dev/zero",
    ]
    for url in refused:
        with pytest.raises(AccessDeniedError):
            fetch(url)
    for url in ((source.parent / "none").as_uri(), source.parent.as_uri()):
        with pytest.raises((NotFoundError, EsapError)):
            fetch(url)
    assert (here.visible, here.hidden) == ({}, [])


class Storage:
    """What fsspec gives, with one object, which breaks off after a while."""

    def __init__(self, path):
        self.path, self.breaks, self.reads = path, [], 0

    def info(self, path):
        if "gone" in path:
            raise FileNotFoundError(path)
        return {"type": "file", "size": len(BODY), "ETag": '"abc"'}

    def open(self, path, mode, **more):
        assert (path, mode) == ("bucket/a.dat", "rb")
        storage, file = self, self.path.open("rb")
        real = file.read

        class Reading:
            def __enter__(self):
                return self

            def __exit__(self, *args):
                file.close()

            def seek(self, position):
                file.seek(position)

            def read(self, size):
                if storage.breaks and file.tell() >= storage.breaks[0]:
                    storage.breaks.pop()
                    raise OSError("connection lost")
                found = real(min(size, 50_000))
                storage.reads += len(found)
                return found

        return Reading()


@pytest.fixture
def storage(source, monkeypatch):
    storage = Storage(source)
    fsspec = types.ModuleType("fsspec")
    fsspec.core = types.SimpleNamespace(url_to_fs=lambda url: (storage, url.partition("://")[2]))
    monkeypatch.setitem(sys.modules, "fsspec", fsspec)
    return storage


def test_object_storage_is_taken_up_where_it_broke_off(here, fetch, storage):
    storage.breaks.append(200_000)
    with pytest.raises(UnreachableError, match="connection lost"):
        fetch("s3://bucket/a.dat")
    assert here.visible == {}
    assert fetch("s3://bucket/a.dat").etag == '"abc"'
    assert here.visible == {"a.dat": BODY}
    assert storage.reads == len(BODY)
    with pytest.raises(NotFoundError):
        fetch("s3://bucket/gone")


def test_without_fsspec_it_is_said_what_is_missing(fetch, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(NotAvailableError, match="object storage") as error:
        fetch("s3://bucket/a.dat")
    assert "esap-jupyter[remote]" in error.value.remedy
    assert not {"http", "https", "ftp", "file", "memory", "local"} & flows.REMOTE


@pytest.fixture
def xrdcp(source, here, monkeypatch):
    folder = here.base / "bin"
    folder.mkdir()
    (folder / "xrdcp").write_text(XRDCP)
    (folder / "xrdcp").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SOURCE", str(source))


@pytest.mark.usefixtures("xrdcp")
def test_xrootd(here, fetch):
    engine = here.engine("127.0.0.1:1094")
    server = "root://127.0.0.1:1094/"
    found = fetch(f"{server}/a.dat", engine, checksums={"sha256": SHA256})
    assert (found.path.read_bytes(), found.verified) == (BODY, ["sha256"])
    with pytest.raises(NotFoundError):
        fetch(f"{server}/gone", engine)
    with pytest.raises(UnreachableError, match="Connection error"):
        fetch(f"{server}/cut", engine)
    with pytest.raises(ForbiddenAddressError):
        fetch("root://127.0.0.1:1/a.dat", engine)
    assert (list(here.visible), here.hidden) == (["a.dat"], [])


@pytest.mark.usefixtures("xrdcp")
def test_no_login_of_the_environment_reaches_a_server_that_a_row_names(
    here, fetch, source, monkeypatch
):
    names = ("BEARER_TOKEN", "BEARER_TOKEN_FILE", "X509_USER_PROXY", "X509_USER_KEY")
    for name in names:
        monkeypatch.setenv(name, "a-secret")
    fetch("root://127.0.0.1:1094//login", here.engine("127.0.0.1:1094"))
    told = source.with_name(f"{source.name}.env").read_text()
    assert "XRD_METALINKPROCESSING=0" in told
    assert "a-secret" not in told


def test_dav_is_the_web(here):
    with bytes_server(Plan(BODY)) as server:
        engine = here.engine(server.hostport)
        url = server.url.replace("http", "dav", 1) + "/a.dat"
        engine.fetch(Wanted(url=url, who="Archive"), here.folder)
    assert here.visible == {"a.dat": BODY}
