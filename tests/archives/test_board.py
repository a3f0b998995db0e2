"""What is known of archives, while others take them away."""

import pytest

from esap_jupyter.archives.board import ArchiveBoard
from esap_jupyter.catalogue import ArchiveEntry, Catalogue
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import NotFoundError, UnreachableError
from esap_jupyter.net import AddressGuard, HttpClient

MINE = ArchiveEntry(id="mine", name="Mine", kind="tap", url="https://tap.example.org/tap")


@pytest.fixture
def board():
    return ArchiveBoard(
        catalogue=Catalogue(archives={}),
        http=HttpClient(guard=AddressGuard(), user_agent="test"),
        compute=InlineCompute(),
        sandbox_url=lambda: "",
    )


def test_an_archive_that_another_server_takes_away_is_not_found(board, monkeypatch):
    board.replace([MINE])
    looked = board.get

    def get(archive_id):
        found = looked(archive_id)
        board.replace([])
        return found

    monkeypatch.setattr(board, "get", get)
    with pytest.raises(NotFoundError, match="mine"):
        board.check("mine")
    board.replace([MINE])
    board.replace([])
    with pytest.raises(NotFoundError, match="mine"):
        board.connector("mine")


OTHER = ArchiveEntry(id="mine", name="Other", kind="scs", url="https://other.example.org/scs")


def test_a_connector_is_that_of_the_entry_that_is_there(board, monkeypatch):
    board.replace([MINE])
    looked = board.entry

    def entry(archive_id):
        found = looked(archive_id)
        board.replace([OTHER])
        return found

    monkeypatch.setattr(board, "entry", entry)
    connector = board.connector("mine")
    assert connector.entry == OTHER
    assert board.address("mine") == OTHER.url
    assert board.connector("mine") is connector


def test_what_was_learnt_of_an_archive_is_not_told_of_its_successor(board, monkeypatch):
    board.replace([MINE])

    def check():
        board.replace([OTHER])
        raise UnreachableError("It is dead.")

    monkeypatch.setattr(board.connector("mine"), "check", check)
    assert (board.check("mine").state, board.get("mine").url) == ("unknown", OTHER.url)


def test_what_is_known_of_an_archive_that_stays_is_kept(board):
    board.replace([MINE])
    connector = board.connector("mine")
    board.replace([ArchiveEntry(id="other", name="Other", kind="tap", url=MINE.url), MINE])
    assert board.connector("mine") is connector
    assert [each.id for each in board.list()] == ["other", "mine"]
