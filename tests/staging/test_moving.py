"""Files of an archive that has moved since they were planned."""

import pytest

from esap_jupyter.columns import column
from esap_jupyter.staging.moving import settled
from esap_jupyter.staging.pieces import AskedRow, Piece
from esap_jupyter.staging.wanted import Wanted

BEFORE, NOW = "http://127.0.0.1:4001", "http://127.0.0.1:4002"
COLUMNS = [column(name, name, datatype="char") for name in ("access_url", "other")]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{BEFORE}/files/a.fits?x=1", f"{NOW}/files/a.fits?x=1"),
        (f"{NOW}/files/a.fits", f"{NOW}/files/a.fits"),
        ("rucio://lake/s:n", "rucio://lake/s:n"),
        ("", ""),
    ],
)
def test_a_file_is_where_its_archive_is_now(url, expected):
    piece = Piece(wanted=Wanted(url=url, same="moving:/files/a.fits"), way="https")
    found = settled(piece, NOW).wanted
    assert (found.url, found.same) == (expected, "moving:/files/a.fits")


@pytest.mark.parametrize("address", ["", f"{BEFORE}/links?ID=1"])
def test_a_row_names_what_its_archive_has_now(address):
    cells = [f"{BEFORE}/links?ID=1", "http://127.0.0.1:40011/elsewhere"]
    row = AskedRow(columns=COLUMNS, cells=cells, address=address)
    piece = Piece(wanted=Wanted(url=""), way="https", later=True, asked=row)
    found = settled(piece, NOW).asked
    assert found.cells == [f"{NOW}/links?ID=1", "http://127.0.0.1:40011/elsewhere"]
    assert found.address == address.replace(BEFORE, NOW)


def test_a_row_without_addresses_stays():
    row = AskedRow(columns=COLUMNS, cells=[None, "x"])
    assert settled(Piece(wanted=Wanted(url=""), way="https", asked=row), NOW).asked == row
