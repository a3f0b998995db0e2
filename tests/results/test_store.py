"""The directory of results: names, ids, and what may have happened to it."""

import errno
import os
import re
import shutil
import stat
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from esap_jupyter.errors import BadRequestError, ConflictError, NotAvailableError, NotFoundError
from esap_jupyter.results.store import ResultStore
from tests.support.stored import provenance, store_document, store_table
from tests.support.votables import document


@pytest.fixture
def store(tmp_path):
    return ResultStore(home=tmp_path)


def test_result_is_stored_and_found(tmp_path, store):
    result = store_document(tmp_path, document())
    assert re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{12}", result.id)
    assert store.get(result.id) == store.get("M31") == result
    assert store.list() == [result]
    assert Path(result.path).stat().st_size == result.size
    assert {file.name for file in Path(result.path).parent.iterdir()} == {
        "result.json",
        "table.arrow",
    }


def test_nobody_else_may_look(tmp_path):
    result = store_document(tmp_path / "home", document())
    for folder in (tmp_path / "home", tmp_path / "home" / "results", Path(result.path).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_names_are_made_unique(tmp_path):
    names = [store_document(tmp_path, document(rows=[]), name="M31\n").name for _ in range(3)]
    assert names == ["M31", "M31_2", "M31_3"]
    assert store_document(tmp_path, document(rows=[]), name=" ").name == "result"


def test_newest_comes_first(tmp_path):
    moments = iter([100.0, 100.0, 300.0, 300.0, 200.0, 200.0])
    store = ResultStore(home=tmp_path, clock=lambda: next(moments))
    for name in "abc":
        draft = store.begin()
        draft.table.write_bytes(b"x")
        draft.commit(
            name=name, title="", archive="a", collection=None, rows=0, truncated=False,
            columns=[], provenance=provenance(),
        )  # fmt: skip
    assert [result.name for result in store.list()] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "name", ["nope", "", "../../etc/passwd", "20260101-000000-0123456789ab", "."]
)
def test_unknown_results_are_not_found(tmp_path, store, name):
    store_document(tmp_path, document())
    for call in (store.get, store.delete, lambda key: store.rename(key, "new")):
        with pytest.raises(NotFoundError) as caught:
            call(name)
        assert caught.value.remedy


def test_rename(tmp_path, store):
    result = store_document(tmp_path, document())
    other = store_document(tmp_path, document(), name="other")
    assert store.rename(result.id, "  new \n name ").name == "new name"
    assert store.get("new name").id == result.id
    with pytest.raises(ConflictError):
        store.rename("other", "new name")
    assert store.rename("other", "other").id == other.id
    for bad in ("", " \n", "x" * 121, "20260101-000000-0123456789ab"):
        with pytest.raises(BadRequestError):
            store.rename("other", bad)


def test_deleting_leaves_open_maps_alone(tmp_path, store):
    result = store_table(tmp_path, pa.table({"x": list(range(1000))}))
    mapped = pa.ipc.open_file(pa.memory_map(result.path)).read_all()
    store.delete("table")
    assert store.list() == []
    assert not Path(result.path).parent.exists()
    assert mapped["x"].to_pylist() == list(range(1000))


def test_foreign_and_damaged_folders_are_told_not_fatal(tmp_path, store, caplog):
    good = store_document(tmp_path, document())
    bad = store_document(tmp_path, document(), name="bad")
    gone = store_document(tmp_path, document(), name="gone")
    (Path(bad.path).parent / "result.json").write_text('{"id": 3')
    Path(gone.path).unlink()
    (tmp_path / "results" / "notes").mkdir()
    (tmp_path / "results" / "file").write_text("")
    assert store.list() == [good]
    assert store.list() == [good]
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all(any(lost.id in line for line in told) for lost in (bad, gone))
    with pytest.raises(NotFoundError):
        store.get(bad.id)


def test_description_cannot_point_elsewhere(tmp_path, store):
    result = store_document(tmp_path, document())
    description = Path(result.path).parent / "result.json"
    description.write_text(description.read_text().replace(result.path, "/etc/passwd"))
    assert store.get("M31").path == result.path


def test_home_may_move(tmp_path):
    store_document(tmp_path / "old", document())
    shutil.move(tmp_path / "old", tmp_path / "new")
    assert Path(ResultStore(home=tmp_path / "new").get("M31").path).exists()


def test_drafts_are_invisible_and_cleared_after_a_day(tmp_path, store):
    old, young = store.begin(), store.begin()
    old.answer.write_bytes(b"x")
    assert store.list() == []
    long_ago = old.folder.stat().st_mtime - 90_000
    os.utime(old.folder, (long_ago, long_ago))
    store.begin()
    assert not old.folder.exists()
    assert young.folder.exists()
    young.discard()
    assert not young.folder.exists()


@pytest.mark.parametrize("maxrec", [1.5, True, np.int64(5)])
def test_what_could_not_be_read_back_is_not_stored(tmp_path, store, maxrec):
    with pytest.raises(BadRequestError, match="cannot be stored"):
        store_document(tmp_path, document(), provenance=provenance(maxrec=maxrec))
    assert store.list() == []


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("write_bytes", lambda store, id_: store.rename(id_, "other")),
        ("replace", lambda store, id_: store.rename(id_, "other")),
        ("unlink", lambda store, id_: store.delete(id_)),
    ],
)
def test_a_home_that_cannot_be_written_is_told(tmp_path, store, monkeypatch, method, change):
    result = store_document(tmp_path, document())
    with monkeypatch.context() as patch:
        patch.setattr(Path, method, refuse)
        with pytest.raises(NotAvailableError, match=r"M31.*Permission denied"):
            change(store, result.id)
    assert store.get("M31") == result
    files = {path.name for path in Path(result.path).parent.iterdir()}
    assert files == {"result.json", "table.arrow"}


def test_name_taken_by_another_process_meanwhile_is_left_to_it(tmp_path, store, monkeypatch):
    first = store_document(tmp_path, document())
    monkeypatch.setattr(ResultStore, "free_name", lambda _, wish: wish)
    second = store_document(tmp_path, document())
    assert second.name == f"M31_{second.id[-6:]}"
    assert store.get(second.name) == second
    assert store.get("M31") == first
