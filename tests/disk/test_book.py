"""What is remembered in a file each is found by all, and nothing more is kept than is told."""

import os

import msgspec
import pytest

from esap_jupyter.disk.book import Book
from esap_jupyter.errors import NotAvailableError, NotFoundError


class Note(msgspec.Struct, frozen=True):
    id: str
    made: float
    text: str = ""
    ended: bool = True


def key(number):
    return f"{number:016x}"


def make(folder, **fields):
    options = {"most": 3, "may_go": lambda note: note.ended, **fields}
    return Book(
        folder=folder,
        kind=Note,
        noun="note",
        id_of=lambda note: note.id,
        age=lambda note: note.made,
        **options,
    )


def texts(book):
    return [note.text for note in book.list()]


def test_what_one_remembers_another_finds_the_newest_first(tmp_path):
    one, other = make(tmp_path / "notes"), make(tmp_path / "notes")
    assert one.list() == []
    for number in range(3):
        one.put(Note(key(number), float(number), text=str(number)))
    assert texts(other) == ["2", "1", "0"]
    assert other.get(key(1)).text == "1"
    other.forget(key(1))
    assert texts(one) == ["2", "0"]


def test_a_change_of_what_was_forgotten_brings_nothing_back(tmp_path):
    book = make(tmp_path)
    book.put(Note(key(1), 1.0))
    changed = book.change(key(1), lambda note: msgspec.structs.replace(note, text="new"))
    assert changed.text == book.get(key(1)).text == "new"
    book.forget(key(1))
    with pytest.raises(NotFoundError, match="There is no note"):
        book.change(key(1), lambda note: note)
    assert book.list() == []


def test_the_oldest_that_may_go_are_forgotten(tmp_path):
    book = make(tmp_path)
    book.put(Note(key(0), 0.0, text="runs", ended=False))
    for number in range(1, 6):
        book.put(Note(key(number), float(number), text=str(number)))
    assert texts(book) == ["5", "4", "runs"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 15, "z" * 16, "0" * 33])
def test_no_other_file_is_read(tmp_path, name):
    (tmp_path / f"{name.rpartition('/')[2]}.json").write_text('{"id": "x", "made": 1}')
    book = make(tmp_path)
    with pytest.raises(NotFoundError):
        book.get(name)
    assert book.list() == []


def test_what_cannot_be_read_is_left_and_logged(tmp_path, caplog):
    book = make(tmp_path)
    book.put(Note(key(1), 1.0, text="a"))
    bad = tmp_path / f"{key(2)}.json"
    bad.write_text("{")
    assert texts(book) == ["a"]
    assert "The note in" in caplog.text
    assert bad.read_text() == "{"


@pytest.mark.skipif(os.name == "nt", reason="other rights there")
def test_files_are_the_owner_s_alone_and_none_is_left_beside(tmp_path):
    book = make(tmp_path / "notes")
    book.put(Note(key(1), 1.0))
    (path,) = (tmp_path / "notes").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotAvailableError, match="The note cannot be remembered"):
        make(tmp_path / "file" / "notes").put(Note(key(1), 1.0))
